namespace IntervenGen.Episodes.LeRobot;

/// <summary>What the metadata says of one episode.</summary>
/// <param name="Episode">Its number.</param>
/// <param name="Length">Its steps.</param>
/// <param name="FirstFrame">Running number of its first step.</param>
/// <param name="Statistics">Of every feature, in the order of the columns.</param>
internal sealed record EpisodeEntry(int Episode, int Length, long FirstFrame, IReadOnlyList<FeatureStatistics> Statistics);

/// <summary>Which file of a table: the folder's number, and the file's in it.</summary>
internal readonly record struct FilePlace(int Chunk, int File)
{
    /// <summary>The next one.</summary>
    public FilePlace Next => File + 1 < LeRobotNames.ChunkSize ? this with { File = File + 1 } : new FilePlace(Chunk + 1, 0);

    /// <summary>Its path in the folder of the table.</summary>
    public string Path(string table, string extension) => $"{table}/chunk-{Chunk:D3}/file-{File:D3}{extension}";
}
