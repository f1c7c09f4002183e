-- Which of our objects are there, and the version that the tables say they have.
SELECT
    CASE WHEN OBJECT_ID(N'dbo.Streams', N'U') IS NULL THEN 0 ELSE 1 END AS HasStreams,
    CASE WHEN OBJECT_ID(N'dbo.Messages', N'U') IS NULL THEN 0 ELSE 1 END AS HasMessages,
    CASE WHEN TYPE_ID(N'dbo.EventClusterAppends') IS NULL THEN 0 ELSE 1 END AS HasAppends,
    CASE WHEN TYPE_ID(N'dbo.EventClusterMessages') IS NULL THEN 0 ELSE 1 END AS HasNewMessages,
    (
        SELECT CAST(p.value AS nvarchar(100))
        FROM sys.extended_properties AS p
        WHERE p.class = 1 AND p.major_id = OBJECT_ID(N'dbo.Streams') AND p.minor_id = 0 AND p.name = N'version'
    ) AS Version;
