using IntervenGen.Core;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Cluster.Profiles;

/// <summary>What a cluster wants to know of every job, and how a run is cut into jobs: a <c>cluster.yaml</c>.</summary>
public sealed class ClusterProfile
{
    private static readonly Lazy<string> s_template = new(() =>
    {
        using Stream stream = typeof(ClusterProfile).Assembly.GetManifestResourceStream("cluster.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    internal ClusterProfile(ProfileFile file) => File = file;

    /// <summary>A profile of defaults only: the cluster's own partition, limits and memory, one core a job.</summary>
    public static ClusterProfile Default { get; } = new(new ProfileFile());

    /// <summary>A profile with every key, commented, to begin one's own with.</summary>
    public static string Template => s_template.Value;

    /// <summary>What the file says.</summary>
    internal ProfileFile File { get; }

    /// <summary>Reads a profile.</summary>
    /// <param name="path">Path of the YAML file.</param>
    /// <exception cref="UsageException">It cannot be read, or has faults; each is named with its line.</exception>
    public static ClusterProfile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text;
        try
        {
            text = System.IO.File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {exception.Message}", exception);
        }

        return Parse(text, path);
    }

    /// <summary>Reads a profile's text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="name">Name of the file, for messages.</param>
    /// <exception cref="UsageException">It has faults; each is named with its line.</exception>
    public static ClusterProfile Parse(string text, string name)
    {
        var faults = new List<string>();
        ProfileFile? file = new YamlBinder(faults).Bind<ProfileFile>(YamlTree.Parse(text, name));
        if (file is null)
            throw new FaultsException($"cluster profile '{name}'", faults);
        ProfileCheck.Check(file, faults);
        return faults.Count == 0 ? new ClusterProfile(file) : throw new FaultsException($"cluster profile '{name}'", faults);
    }
}
