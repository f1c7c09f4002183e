-- One event of one caller: the shortest way.
-- Parameters: @lockTimeoutMs int, @streamId char(42), @streamName nvarchar(1000), @expected int, @id uniqueidentifier,
-- Parameters: @created datetime, @type nvarchar(128), @jsonData nvarchar(max), @jsonMetadata nvarchar(max)
SET NOCOUNT ON;
SET XACT_ABORT ON;
DECLARE @lock int, @stream int, @version int = -1, @position bigint, @accepted int = 0;
BEGIN TRANSACTION;
EXECUTE @lock = sys.sp_getapplock @Resource = N'EventCluster.StreamStore', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @lockTimeoutMs;
IF @lock < 0
BEGIN
    ROLLBACK TRANSACTION;
    THROW 50001, N'The lock of the store was not granted in time.', 1;
END;
SELECT @stream = s.IdInternal, @version = s.Version FROM dbo.Streams AS s WHERE s.Id = @streamId;
IF (@expected = -2 OR (@expected = -3 AND @stream IS NULL) OR (@expected >= -1 AND @expected = @version))
    AND NOT EXISTS (SELECT 1 FROM dbo.Messages AS m WHERE m.StreamIdInternal = @stream AND m.Id = @id)
BEGIN
    IF @stream IS NULL
    BEGIN
        INSERT INTO dbo.Streams (Id, IdOriginal) VALUES (@streamId, @streamName);
        SET @stream = CAST(SCOPE_IDENTITY() AS int);
    END;
    INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
    VALUES (@stream, @version + 1, @id, @created, @type, @jsonData, @jsonMetadata);
    SET @position = CAST(SCOPE_IDENTITY() AS bigint);
    UPDATE dbo.Streams SET Version = @version + 1, Position = @position WHERE IdInternal = @stream;
    SET @accepted = 1;
END;
SELECT 0 AS Request, @accepted AS Accepted, @version AS Head, @version + 1 AS Version, @position AS Position;
COMMIT TRANSACTION;
