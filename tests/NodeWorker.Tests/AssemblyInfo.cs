// The worker guards its service with Linux's means; its tests use them.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
