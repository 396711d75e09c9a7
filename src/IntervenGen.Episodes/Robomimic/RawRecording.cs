using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Files of robosuite's collector: simulator states of its own models, and actions; poses can only be computed there.</summary>
internal static class RawRecording
{
    /// <summary>Why such a file is refused, and the way out.</summary>
    public const string Refusal =
        "is a raw recording of robosuite's collector: simulator states of its models and actions, without the poses of hand and objects, " +
        "which only robosuite can compute from them; robomimic's convert_robosuite.py and then MimicGen's prepare_src_dataset.py add them";

    /// <summary>Whether a file is one: its environment is named without robomimic's arguments.</summary>
    public static bool Is(Hdf5ReaderGroup data) =>
        data.TryReadText("env") is not null || data.TryReadText("repository_version") is not null;
}
