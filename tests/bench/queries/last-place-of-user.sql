SELECT AccountUpn, max(Timestamp), arg_max(Country, Timestamp), arg_max(OSPlatform, Timestamp) FROM signins GROUP BY ALL
