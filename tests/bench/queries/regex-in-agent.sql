SELECT regexp_extract(UserAgent, 'Chrome/(\d+)', 1) AS Major, count(*) AS Logons FROM signins WHERE regexp_matches(UserAgent, 'Chrome/1[23]\d\.') GROUP BY ALL
