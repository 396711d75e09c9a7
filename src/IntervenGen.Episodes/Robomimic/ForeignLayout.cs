namespace IntervenGen.Episodes.Robomimic;

/// <summary>Whose layout a foreign file has.</summary>
internal enum ForeignLayout
{
    /// <summary>robomimic's, with MimicGen's <c>datagen_info</c> or without.</summary>
    MimicGen = 0,

    /// <summary>Isaac Lab's: generation info among the observations, by end effector.</summary>
    IsaacLab = 1,

    /// <summary>What robosuite's collector writes: simulator states and actions alone.</summary>
    RawRobosuite = 2,

    /// <summary>LeRobot's.</summary>
    LeRobot = 3,
}
