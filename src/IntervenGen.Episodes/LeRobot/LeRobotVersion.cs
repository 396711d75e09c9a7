namespace IntervenGen.Episodes.LeRobot;

/// <summary>Version of LeRobot's dataset format.</summary>
public enum LeRobotVersion
{
    /// <summary>Many episodes a file; what lerobot 0.4 and later read.</summary>
    V30 = 0,

    /// <summary>One file an episode; what lerobot up to 0.3.3 reads, and tools built on it.</summary>
    V21 = 1,
}

/// <summary>Names of the versions, as <c>info.json</c> and the command line have them.</summary>
public static class LeRobotVersions
{
    /// <summary>The name without the leading v, such as <c>3.0</c>.</summary>
    public static string Name(this LeRobotVersion version) => version == LeRobotVersion.V30 ? "3.0" : "2.1";

    /// <summary>Finds the version of a name.</summary>
    /// <exception cref="Core.UsageException">There is none of that name.</exception>
    public static LeRobotVersion Parse(string name) => name switch
    {
        "3.0" => LeRobotVersion.V30,
        "2.1" => LeRobotVersion.V21,
        _ => throw new Core.UsageException($"unknown version '{name}' of LeRobot's format; known: 3.0, 2.1"),
    };
}
