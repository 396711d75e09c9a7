namespace IntervenGen;

/// <summary>Request to write a policy for another framework.</summary>
public sealed record PolicyExportRequest
{
    /// <summary>Path of the checkpoint.</summary>
    public required string Policy { get; init; }

    /// <summary>Path of the file to write.</summary>
    public required string Out { get; init; }

    /// <summary>The file's format.</summary>
    public required PolicyExportFormat To { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }
}
