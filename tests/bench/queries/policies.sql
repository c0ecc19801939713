-- DuckDB-WASM has no JSON without fetching an extension: the texts are cut by expressions instead.
SELECT regexp_extract(p, '"displayName":"([^"]*)"', 1) AS Name, regexp_extract(p, '"result":"([^"]*)"', 1) AS Result, count(*) AS Logons
FROM (SELECT unnest(regexp_extract_all(ConditionalAccessPolicies, '\{[^}]*\}')) AS p FROM signins WHERE ErrorCode = 0) GROUP BY ALL
