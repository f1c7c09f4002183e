-- Version 3 of SqlStreamStore's tables. Streams are never deleted by us: Version and Position outlive the events that retention takes.
CREATE TABLE dbo.Streams (
    Id char(42) NOT NULL,
    IdOriginal nvarchar(1000) NOT NULL,
    IdOriginalReversed AS REVERSE(IdOriginal),
    IdInternal int IDENTITY(1, 1) NOT NULL,
    Version int NOT NULL DEFAULT (-1),
    Position bigint NOT NULL DEFAULT (-1),
    MaxAge int NULL,
    MaxCount int NULL,
    CONSTRAINT PK_Streams PRIMARY KEY CLUSTERED (IdInternal)
);

CREATE UNIQUE NONCLUSTERED INDEX IX_Streams_Id ON dbo.Streams (Id);
CREATE NONCLUSTERED INDEX IX_Streams_IdOriginal ON dbo.Streams (IdOriginal, IdInternal);
CREATE NONCLUSTERED INDEX IX_Streams_IdOriginalReversed ON dbo.Streams (IdOriginalReversed, IdInternal);

CREATE TABLE dbo.Messages (
    StreamIdInternal int NOT NULL,
    StreamVersion int NOT NULL,
    Position bigint IDENTITY(0, 1) NOT NULL,
    Id uniqueidentifier NOT NULL,
    Created datetime NOT NULL,
    Type nvarchar(128) NOT NULL,
    JsonData nvarchar(max) NOT NULL,
    JsonMetadata nvarchar(max) NULL,
    CONSTRAINT PK_Events PRIMARY KEY CLUSTERED (Position),
    CONSTRAINT FK_Events_Streams FOREIGN KEY (StreamIdInternal) REFERENCES dbo.Streams (IdInternal)
);

CREATE UNIQUE NONCLUSTERED INDEX IX_Messages_StreamIdInternal_Id ON dbo.Messages (StreamIdInternal, Id);
CREATE UNIQUE NONCLUSTERED INDEX IX_Messages_StreamIdInternal_Revision ON dbo.Messages (StreamIdInternal, StreamVersion);
CREATE NONCLUSTERED INDEX IX_Messages_StreamIdInternal_Created ON dbo.Messages (StreamIdInternal, Created);

CREATE TYPE dbo.NewStreamMessages AS TABLE (
    StreamVersion int IDENTITY(0, 1) NOT NULL,
    Id uniqueidentifier NOT NULL,
    Created datetime NOT NULL DEFAULT (GETUTCDATE()),
    Type nvarchar(128) NOT NULL,
    JsonData nvarchar(max) NULL,
    JsonMetadata nvarchar(max) NULL
);

EXECUTE sys.sp_addextendedproperty
    @name = N'version', @value = N'3', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Streams';
