SELECT date_trunc('day', Timestamp) AS Day, Country, count(DISTINCT AccountUpn) AS Users, count(*) AS Logons FROM signins GROUP BY ALL
