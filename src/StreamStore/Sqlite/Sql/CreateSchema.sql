-- Version 1. Streams are never deleted: Version and Position outlive the events that retention takes.
CREATE TABLE Streams (
    IdInternal INTEGER PRIMARY KEY,
    Id TEXT NOT NULL UNIQUE,
    Version INTEGER NOT NULL DEFAULT -1,
    Position INTEGER NOT NULL DEFAULT -1,
    MaxAge INTEGER NULL, -- milliseconds
    MaxCount INTEGER NULL
);

-- AUTOINCREMENT: a position is never given out twice, even when its event is gone.
CREATE TABLE Messages (
    Position INTEGER PRIMARY KEY AUTOINCREMENT,
    StreamIdInternal INTEGER NOT NULL REFERENCES Streams (IdInternal),
    StreamVersion INTEGER NOT NULL,
    Id BLOB NOT NULL, -- 16 bytes, big-endian, so that version 7 ids sort by their time
    Created INTEGER NOT NULL, -- milliseconds since 1970, UTC
    Type TEXT NOT NULL,
    JsonData TEXT NOT NULL,
    JsonMetadata TEXT NULL
);

CREATE UNIQUE INDEX IX_Messages_StreamIdInternal_Revision ON Messages (StreamIdInternal, StreamVersion);
CREATE UNIQUE INDEX IX_Messages_StreamIdInternal_Id ON Messages (StreamIdInternal, Id);
