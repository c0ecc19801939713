SELECT OSPlatform, Country, count(*) AS Logons FROM signins WHERE UserAgent ILIKE '%edg/%' GROUP BY ALL
