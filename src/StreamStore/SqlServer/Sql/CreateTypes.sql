-- Ours, beside the tables: how the appends of many callers travel in one round trip.
CREATE TYPE dbo.EventClusterAppends AS TABLE (
    Request int NOT NULL,
    StreamId char(42) NOT NULL,
    StreamName nvarchar(1000) NOT NULL,
    Expected int NOT NULL,
    Events int NOT NULL,
    PRIMARY KEY (Request)
);

CREATE TYPE dbo.EventClusterMessages AS TABLE (
    Request int NOT NULL,
    Number int NOT NULL,
    Id uniqueidentifier NOT NULL,
    Type nvarchar(128) NOT NULL,
    JsonData nvarchar(max) NOT NULL,
    JsonMetadata nvarchar(max) NULL,
    PRIMARY KEY (Request, Number)
);
