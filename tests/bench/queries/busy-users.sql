SELECT Application, count(*) AS Logons FROM signins JOIN (SELECT AccountObjectId FROM signins GROUP BY ALL HAVING count(*) > 70) USING (AccountObjectId) GROUP BY ALL
