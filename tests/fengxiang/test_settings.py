import pytest

from contract.clock import Week
from contract.errors import SettingsError
from fengxiang.settings import load
from fengxiang.summarising import endpoint_of, kept_at


def wrong(tmp_path, text):
    file = tmp_path / "fengxiang.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as fault:
        load(file)
    return str(fault.value).replace(str(tmp_path), "")


def test_without_a_file_everything_has_a_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load()
    assert settings.language == "zh" and settings.feeds == {} and settings.home.name == "home"


def test_paths_are_relative_to_the_file(tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "words").mkdir()
    file = tmp_path / "s" / "f.toml"
    file.write_text('home = "here"\n[watch]\nlexicons = ["words"]\n')
    settings = load(file)
    assert settings.home == tmp_path / "s" / "here" and settings.watch.lexicons == (tmp_path / "s" / "words",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('language = "fr"', "/fengxiang.toml:1: language: input should be 'zh' or 'en', found 'fr'"),
        ("[mail]\nport = 0\n", "/fengxiang.toml:2: [mail] port: input should be greater than or equal to 1, found 0"),
        ("[feeds.weibo]\nquries = ['a']\n", "/fengxiang.toml:2: [feeds.weibo] quries: there is no such setting"),
        ("[feeds.weibo]\nqueries = ['a', ' ']\n", "an empty text stands among them"),
        ('\n\n[mail]\npassword = "x"\n', "/fengxiang.toml:4: password is a secret"),
        ('salt = "x"', "set FENGXIANG_SALT in the environment"),
        (
            '[summary]\nkey = "x"\n',
            "key is a secret and must not stand in a file. Take it out and set FENGXIANG_SUMMARY__KEY",
        ),
        ('[summary]\nurl = "http://api.example.com/v1"\nmodel = "m"\n', "an https address is needed"),
        ('[summary]\nurl = "https://api.example.com/v1"\n', "name the model that is to write"),
        ("[mail", "this is not TOML"),
        (
            '[import.mappings.m]\nplatform = "微博"\n',
            "toml:2: [import.mappings.m] platform: string should match",
        ),
        (
            '[import.mappings.m]\nplatform = "weibo"\ncolumns = {tex = "文"}\n',
            "/fengxiang.toml:3: [import.mappings.m] columns: value error, there is no column tex; allowed are post_id",
        ),
        ('[import.mappings.m]\nplatform="weibo"\ncolumns={post_id="号"}\n', "published_at must be mapped: name the"),
        ('[import.mappings.m]\nplatform="weibo"\nkind="tweet"\ncolumns={}\n', "allowed are post repost comment"),
        ("[imports]\n", "imports: there is no such setting"),
        ('[watch]\nlexicons = ["none"]\n', "there is no folder /none"),
        ('[watch]\npin = ["长续航", " "]\n', "/fengxiang.toml:2: [watch] pin: value error, an empty text stands among"),
        ('[watch]\npin = ["甲乙"]\nveto = ["甲乙"]\n', "甲乙 is both in pin and in veto: take it out of one of them"),
        (f'[watch]\nveto = ["{"长" * 41}"]\n', "is longer than 40 characters"),
        ('[watch]\nveto = "长"\n', "/fengxiang.toml:2: [watch] veto: input should be a valid tuple"),
        ('[mail]\nrecipients = ["nobody"]\n', "/fengxiang.toml:2: [mail] recipients: value is not a valid email"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(tmp_path, text, sentence):
    assert sentence in wrong(tmp_path, text)


def test_pinned_and_vetoed_phrases_are_in_one_order(tmp_path):
    file = tmp_path / "fengxiang.toml"
    file.write_text('[watch]\npin = ["乙甲", " 甲乙 ", "乙甲"]\n', "utf-8")
    assert load(file).watch.pin == ("乙甲", "甲乙")
    assert load(file).watch.veto == ()


def test_every_fault_is_told_at_once(tmp_path):
    assert len(wrong(tmp_path, 'language = "fr"\nprocesses = 0\n').splitlines()) == 2


def test_the_environment_wins_and_is_named(tmp_path, monkeypatch):
    file = tmp_path / "f.toml"
    file.write_text('[mail]\nhost = "a.example"\nport = 25\n')
    monkeypatch.setenv("FENGXIANG_MAIL__PORT", "2525")
    monkeypatch.setenv("FENGXIANG_MAIL__PASSWORD", "s3cret")
    settings = load(file)
    assert (settings.mail.host, settings.mail.port) == ("a.example", 2525)
    assert settings.mail.password.get_secret_value() == "s3cret" and "s3cret" not in repr(settings)
    monkeypatch.setenv("FENGXIANG_MAIL__PORT", "many")
    with pytest.raises(SettingsError, match="environment FENGXIANG_MAIL__PORT"):
        load(file)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(SettingsError, match="no such settings file"):
        load(tmp_path / "none.toml")


def test_a_file_that_is_not_text_says_so(tmp_path):
    file = tmp_path / "f.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read as UTF-8"):
        load(file)


def test_the_environment_names_the_file(tmp_path, monkeypatch):
    (tmp_path / "f.toml").write_text('language = "en"\n')
    monkeypatch.setenv("FENGXIANG_SETTINGS", str(tmp_path / "f.toml"))
    assert load().language == "en"
    monkeypatch.setenv("FENGXIANG_SETTINGS", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match="no such settings file"):
        load()


def test_a_mapping_in_the_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IMPORT", "of somebody else")
    monkeypatch.setenv("FENGXIANG_IMPORT__MAPPINGS__M__PLATFORM", "weibo")
    monkeypatch.setenv("FENGXIANG_IMPORT__MAPPINGS__M__COLUMNS", '{"post_id": "编号", "published_at": "时间"}')
    assert load().imports.mappings["m"].columns == {"post_id": "编号", "published_at": "时间"}


@pytest.mark.parametrize(
    "text", ["", '[chats.team]\nkind = "slack"\n[[subscribers]]\nname = "a"\nchat = "b"\n', "[chats]\nteam = 3\n"]
)
def test_a_chats_address_is_never_shown(tmp_path, monkeypatch, text):
    monkeypatch.setenv("FENGXIANG_CHATS__TEAM__URL", "https://chat.example/hook?access_token=hidden")
    told = wrong(tmp_path, text)
    assert "chats" in told and "hidden" not in told


def test_a_chats_address_must_not_stand_in_the_file(tmp_path):
    told = wrong(tmp_path, '[chats.team]\nkind = "slack"\nurl = "https://chat.example/hidden"\n')
    assert "set FENGXIANG_CHATS__TEAM__URL in the environment" in told and "hidden" not in told


def test_the_summary_is_off_and_its_key_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert endpoint_of(load()) is None
    (tmp_path / "fengxiang.toml").write_text('[summary]\nurl = "https://a.example/v1/chat/completions"\nmodel = "m"\n')
    monkeypatch.setenv("FENGXIANG_SUMMARY__KEY", "s3cret")
    settings = load()
    endpoint = endpoint_of(settings)
    assert (endpoint.url, endpoint.model, endpoint.key, endpoint.timeout) == ("https://a.example/v1", "m", "s3cret", 30)
    assert "s3cret" not in repr(endpoint) + repr(settings)
    week = Week.parse("2026-W47")
    assert kept_at(settings, week, "zh") == settings.home / "reports" / "2026-W47" / "summary.zh.json"
