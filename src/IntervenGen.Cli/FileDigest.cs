using System.IO.Hashing;
using IntervenGen.Core;

namespace IntervenGen.Cli;

/// <summary>Names a file by its content, so that a run knows when its input changed.</summary>
internal static class FileDigest
{
    public static string Of(string path)
    {
        try
        {
            return Convert.ToHexStringLower(XxHash128.Hash(File.ReadAllBytes(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
