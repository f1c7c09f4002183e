using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EventCluster.Hosting;

namespace EventCluster.Bus.Settings;

/// <summary>Certificates from PEM files.</summary>
internal static class Certificates
{
    /// <summary>Authorities of a file; null where none is set.</summary>
    /// <exception cref="SettingException">The file cannot be read or has no certificate.</exception>
    internal static X509Certificate2Collection? Authorities(string? file) => file is null ? null : Read("Bus:CaFile", file, () =>
    {
        X509Certificate2Collection found = [];
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException("it has no certificate in PEM form");
    });

    /// <summary>The own certificate with its key; null where none is set.</summary>
    /// <exception cref="SettingException">Only one of the two is set, or a file cannot be read.</exception>
    internal static X509Certificate2? Own(string? file, string? keyFile)
    {
        if (file is null != keyFile is null)
        {
            throw new SettingException(file is null ? "Bus:CertificateFile" : "Bus:CertificateKeyFile", "is not set, but its counterpart is. Set both or neither.");
        }

        return file is null ? null : Read("Bus:CertificateFile", file, () => X509Certificate2.CreateFromPemFile(file, keyFile));
    }

    private static T Read<T>(string name, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingException(name, $"'{file}' cannot be used: {e.Message}. It must be a readable PEM file.");
        }
    }
}
