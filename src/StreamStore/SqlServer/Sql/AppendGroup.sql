-- The appends of many callers in one transaction. Of the requests of one stream only the first may expect a version, so that
-- each is judged by itself: it fits, and none of its ids stands in the stream. Those that pass are stored one after the other.
-- dbo.Messages is asked for one row at a time, by a unique index: joined, a server that does not know how few rows the variables hold reads it whole.
-- Parameters: @lockTimeoutMs int, @created datetime, @appends dbo.EventClusterAppends READONLY, @messages dbo.EventClusterMessages READONLY
SET NOCOUNT ON;
SET XACT_ABORT ON;
DECLARE @lock int;
DECLARE @judged TABLE (
    Request int NOT NULL PRIMARY KEY,
    StreamId char(42) NOT NULL,
    Stream int NULL,
    Head int NOT NULL,
    Events int NOT NULL,
    Accepted int NOT NULL
);
DECLARE @stored TABLE (Request int NOT NULL PRIMARY KEY, Stream int NOT NULL, First int NOT NULL, Last int NOT NULL);
BEGIN TRANSACTION;
EXECUTE @lock = sys.sp_getapplock @Resource = N'EventCluster.StreamStore', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @lockTimeoutMs;
IF @lock < 0
BEGIN
    ROLLBACK TRANSACTION;
    THROW 50001, N'The lock of the store was not granted in time.', 1;
END;

INSERT INTO @judged (Request, StreamId, Stream, Head, Events, Accepted)
SELECT
    a.Request, a.StreamId, s.IdInternal, COALESCE(s.Version, -1), a.Events,
    CASE
        WHEN (a.Expected = -2 OR (a.Expected = -3 AND s.IdInternal IS NULL) OR (a.Expected >= -1 AND a.Expected = COALESCE(s.Version, -1)))
            AND NOT EXISTS (
                SELECT 1
                FROM @messages AS n
                WHERE n.Request = a.Request
                    AND (SELECT m.StreamVersion FROM dbo.Messages AS m WHERE m.StreamIdInternal = s.IdInternal AND m.Id = n.Id) IS NOT NULL)
        THEN 1 ELSE 0
    END
FROM @appends AS a LEFT JOIN dbo.Streams AS s ON s.Id = a.StreamId;

INSERT INTO dbo.Streams (Id, IdOriginal)
SELECT a.StreamId, MIN(a.StreamName)
FROM @judged AS j INNER JOIN @appends AS a ON a.Request = j.Request
WHERE j.Accepted = 1 AND j.Stream IS NULL
GROUP BY a.StreamId;

INSERT INTO @stored (Request, Stream, First, Last)
SELECT
    j.Request, s.IdInternal,
    j.Head + 1 + SUM(j.Events) OVER (PARTITION BY j.StreamId ORDER BY j.Request ROWS UNBOUNDED PRECEDING) - j.Events,
    j.Head + SUM(j.Events) OVER (PARTITION BY j.StreamId ORDER BY j.Request ROWS UNBOUNDED PRECEDING)
FROM @judged AS j INNER JOIN dbo.Streams AS s ON s.Id = j.StreamId
WHERE j.Accepted = 1;

INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
SELECT t.Stream, t.First + n.Number, n.Id, @created, n.Type, n.JsonData, n.JsonMetadata
FROM @stored AS t INNER JOIN @messages AS n ON n.Request = t.Request
ORDER BY n.Request, n.Number;

UPDATE s
SET Version = moved.Last, Position = (SELECT m.Position FROM dbo.Messages AS m WHERE m.StreamIdInternal = moved.Stream AND m.StreamVersion = moved.Last)
FROM dbo.Streams AS s INNER JOIN (SELECT t.Stream, MAX(t.Last) AS Last FROM @stored AS t GROUP BY t.Stream) AS moved ON moved.Stream = s.IdInternal;

SELECT
    j.Request, j.Accepted, j.Head, t.Last AS Version,
    (SELECT m.Position FROM dbo.Messages AS m WHERE m.StreamIdInternal = t.Stream AND m.StreamVersion = t.Last) AS Position
FROM @judged AS j LEFT JOIN @stored AS t ON t.Request = j.Request;
COMMIT TRANSACTION;
