using System.IO.Compression;

namespace IntervenGen.Package.Tests;

/// <summary>The packages of the solution as it was built, in a folder of their own, made once for all tests.</summary>
public sealed class Packages : IDisposable
{
    private const string Main = "IntervenGen.Core.";

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-packages-").FullName;

    public Packages()
    {
        Root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(Root, "IntervenGen.sln")))
            Root = Path.GetDirectoryName(Root)!;
        Folder = Path.Combine(_folder, "made");
        Command.Run(Root, Path.Combine(Root, "tools", "pack"), Folder, "--no-build");
        Version = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(Folder, $"{Main}*.nupkg")))[Main.Length..];
    }

    public string Root { get; }

    public string Folder { get; }

    public string Version { get; }

    /// <summary>Ids, without versions, in order.</summary>
    public string[] Ids =>
    [
        .. Directory.GetFiles(Folder, "*.nupkg")
            .Select(file => Path.GetFileName(file).Replace($".{Version}.nupkg", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.nupkg"));

    /// <summary>A folder for somebody who knows these packages and the usual registry, and has nothing cached.</summary>
    public string User(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{folder}/cache" />
              </config>
              <packageSources>
                <add key="made" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
        return folder;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
