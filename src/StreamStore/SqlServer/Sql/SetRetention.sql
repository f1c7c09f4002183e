-- As SqlStreamStore does it: a message in the stream's metadata stream, lifted into the stream's row. What is so already stays as it is.
-- Parameters: @lockTimeoutMs int, @streamId char(42), @streamName nvarchar(1000), @metadataId char(42), @metadataName nvarchar(1000),
-- Parameters: @maxAge int, @maxCount int, @id uniqueidentifier, @created datetime, @json nvarchar(max)
SET NOCOUNT ON;
SET XACT_ABORT ON;
DECLARE @lock int, @stream int, @oldAge int, @oldCount int, @metadata int, @version int = -1, @position bigint;
BEGIN TRANSACTION;
EXECUTE @lock = sys.sp_getapplock @Resource = N'EventCluster.StreamStore', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @lockTimeoutMs;
IF @lock < 0
BEGIN
    ROLLBACK TRANSACTION;
    THROW 50001, N'The lock of the store was not granted in time.', 1;
END;
SELECT @stream = s.IdInternal, @oldAge = s.MaxAge, @oldCount = s.MaxCount FROM dbo.Streams AS s WHERE s.Id = @streamId;
IF @stream IS NULL
BEGIN
    INSERT INTO dbo.Streams (Id, IdOriginal) VALUES (@streamId, @streamName);
    SET @stream = CAST(SCOPE_IDENTITY() AS int);
END;
IF COALESCE(@oldAge, -1) <> COALESCE(@maxAge, -1) OR COALESCE(@oldCount, -1) <> COALESCE(@maxCount, -1)
BEGIN
    UPDATE dbo.Streams SET MaxAge = @maxAge, MaxCount = @maxCount WHERE IdInternal = @stream;
    SELECT @metadata = s.IdInternal, @version = s.Version FROM dbo.Streams AS s WHERE s.Id = @metadataId;
    IF @metadata IS NULL
    BEGIN
        INSERT INTO dbo.Streams (Id, IdOriginal) VALUES (@metadataId, @metadataName);
        SET @metadata = CAST(SCOPE_IDENTITY() AS int);
    END;
    INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
    VALUES (@metadata, @version + 1, @id, @created, N'$stream-metadata', @json, NULL);
    SET @position = CAST(SCOPE_IDENTITY() AS bigint);
    UPDATE dbo.Streams SET Version = @version + 1, Position = @position WHERE IdInternal = @metadata;
END;
COMMIT TRANSACTION;
