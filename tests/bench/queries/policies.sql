SELECT p->>'displayName' AS Name, p->>'result' AS Result, count(*) AS Logons FROM (SELECT unnest(CAST(ConditionalAccessPolicies AS JSON[])) AS p FROM signins WHERE ErrorCode = 0) GROUP BY ALL
