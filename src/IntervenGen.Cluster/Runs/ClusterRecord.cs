using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Cluster.Runs;

/// <summary>What was submitted of a run: <c>cluster.json</c> in its folder.</summary>
internal sealed class ClusterRecord
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Numbers of parts, by stage: parts are numbered, and stay as they are.</summary>
    public Dictionary<string, int> Parts { get; init; } = [];

    /// <summary>Slurm's numbers of every submission, by job, oldest first.</summary>
    public Dictionary<string, List<long>> Jobs { get; init; } = [];

    /// <summary>Whether anything was submitted.</summary>
    public bool HasJobs => Jobs.Count > 0;

    /// <summary>Path of the record.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "cluster.json");

    /// <summary>Reads the record; an empty one where there is none.</summary>
    /// <exception cref="IntervenGenException">It cannot be read.</exception>
    public static ClusterRecord Read(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path))
            return new ClusterRecord();
        try
        {
            return JsonSerializer.Deserialize<ClusterRecord>(File.ReadAllBytes(path), s_options) ?? new ClusterRecord();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new IntervenGenException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Notes a submission, at once: what is not noted could not be cancelled.</summary>
    /// <exception cref="IntervenGenException">It cannot be written.</exception>
    public void Add(string folder, string job, long number)
    {
        if (!Jobs.TryGetValue(job, out List<long>? numbers))
            Jobs[job] = numbers = [];
        numbers.Add(number);
        Write(folder);
    }

    /// <summary>Writes the record.</summary>
    /// <exception cref="IntervenGenException">It cannot be written.</exception>
    public void Write(string folder) =>
        OutputFile.Write(PathIn(folder), JsonSerializer.SerializeToUtf8Bytes(this, s_options), overwrite: true);
}
