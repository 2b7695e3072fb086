// Search as you type over the names of topics and themes of the index. Without it the lists stand there whole.
"use strict";
(function () {
  var box = document.querySelector(".finder"), input = document.getElementById("find");
  if (!box || !input) return;
  var told = box.querySelector("[role=status]");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-find]"));
  var weeks = document.getElementById("weeks");

  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function look() {
    var words = plain(input.value).split(/\s+/).filter(Boolean), found = 0;
    rows.forEach(function (row) {
      var name = plain(row.getAttribute("data-find"));
      var fits = words.every(function (word) { return name.indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) found += 1;
    });
    if (weeks) weeks.hidden = words.length > 0;
    told.textContent = !words.length ? "" :
      found ? told.getAttribute("data-some").replace("#", String(found)) : told.getAttribute("data-none");
  }

  box.hidden = false;
  input.addEventListener("input", look);
  look();
})();
