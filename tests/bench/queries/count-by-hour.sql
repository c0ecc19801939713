SELECT date_trunc('hour', Timestamp) AS Hour, count(*) AS Logons FROM signins GROUP BY ALL
