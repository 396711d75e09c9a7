namespace IntervenGen.Learning.Packages;

/// <summary>NuGet's folder of packages of this user: native libraries that are only sometimes needed are fetched there.</summary>
internal static class NuGetFolder
{
    /// <summary>Folder of a package's native libraries, whether or not it exists.</summary>
    public static string NativeOf(string package, string version)
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.Combine(packages, package, version, "runtimes", "linux-x64", "native");
    }
}
