SELECT folded('長續航 ＩＰｈｏｎｅ 乾隆') AS said
