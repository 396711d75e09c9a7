using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Format of an export.</summary>
public enum ExportFormat
{
    /// <summary>robomimic's HDF5, one file.</summary>
    Robomimic = 0,

    /// <summary>A dataset of LeRobot, a folder.</summary>
    Lerobot = 1,
}

/// <summary>Names of the formats on the command line.</summary>
public static class ExportFormats
{
    /// <summary>Finds the format of a name.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static ExportFormat Parse(string name) => name switch
    {
        "robomimic" or "hdf5" => ExportFormat.Robomimic,
        "lerobot" => ExportFormat.Lerobot,
        _ => throw new UsageException($"unknown format '{name}'; known: robomimic (or hdf5), lerobot"),
    };
}
