namespace IntervenGen.Episodes.Robomimic;

/// <summary>Names in the files: robomimic's, MimicGen's, Sirius', and our own group beside them.</summary>
internal static class RobomimicNames
{
    public const string Data = "data", Mask = "mask", Total = "total", EnvironmentArguments = "env_args";
    public const string Samples = "num_samples", ModelFile = "model_file";
    public const string Actions = "actions", States = "states", Rewards = "rewards", Dones = "dones";
    public const string Observations = "obs", NextObservations = "next_obs";
    public const string ActionModes = "action_modes", InterventionLabels = "intv_labels";
    public const string Generation = "datagen_info", EefPose = "eef_pose", TargetPose = "target_pose", GripperAction = "gripper_action";
    public const string ObjectPoses = "object_poses", Signals = "subtask_term_signals";
    public const string InterfaceName = "env_interface_name", InterfaceType = "env_interface_type";
    public const string FingerPositions = "robot0_gripper_qpos", ImageSuffix = "_image";

    /// <summary>Our own group: what the others' layout has no place for, or only rounded. Readers of theirs pass it by.</summary>
    public const string Own = "intervengen";

    public const string Manifest = "manifest", Attempts = "attempts", Version = "version", LastObservationBy = "last_next_obs_by";
    public const string TruePoses = "true_poses", BelievedPoses = "believed_poses", Contact = "contact_position";
    public const string Fingers = "fingers", Labels = "labels", Attempt = "attempt", FirstStep = "first_step";

    /// <summary>The number of a demonstration: they are sorted by it, not by their letters.</summary>
    public static int? NumberOf(string demo) =>
        demo.StartsWith("demo_", StringComparison.Ordinal) && int.TryParse(demo.AsSpan(5), out int number) ? number : null;
}
