SELECT lower(split_part(AccountUpn, '@', 2)) AS Domain, count(*) AS Logons, count(DISTINCT AccountUpn) AS Users FROM signins GROUP BY ALL
