namespace IntervenGen.Episodes.LeRobot;

/// <summary>Names in the datasets: LeRobot's, and our own beside them.</summary>
internal static class LeRobotNames
{
    public const string Info = "meta/info.json", Statistics = "meta/stats.json", Tasks = "meta/tasks.parquet";
    public const string EpisodeLines = "meta/episodes.jsonl", TaskLines = "meta/tasks.jsonl", StatisticsLines = "meta/episodes_stats.jsonl";

    public const string State = "observation.state", EnvironmentState = "observation.environment_state", Action = "action";
    public const string ImagePrefix = "observation.images.";
    public const string Reward = "next.reward", Done = "next.done", Success = "next.success", Intervention = "intervention";
    public const string Timestamp = "timestamp", Frame = "frame_index", Episode = "episode_index";
    public const string Index = "index", TaskIndex = "task_index";
    public const string Task = "task";

    /// <summary>What our own columns begin with: what LeRobot's layout has no place for.</summary>
    public const string Own = "igen.";

    public const string SimulatorState = Own + "simulator_state", EefPose = Own + "eef_pose", TargetPose = Own + "target_pose";
    public const string ObjectPoses = Own + "object_poses", BelievedPoses = Own + "believed_poses";
    public const string Contact = Own + "contact_position", Fingers = Own + "fingers";
    public const string Mode = Own + "mode", Subtask = Own + "subtask", Flags = Own + "flags";

    /// <summary>Our own files: the manifest, and the table of attempts.</summary>
    public const string Manifest = "meta/igen/manifest.json", Export = "meta/igen/export.json", Attempts = "meta/igen/attempts.parquet";

    /// <summary>Files in a folder, and episodes of version 2.1 in one.</summary>
    public const int ChunkSize = 1000;

    /// <summary>A file of data is ended before it is larger, 2²⁰ bytes.</summary>
    public const int DataFileMegabytes = 100;

    /// <summary>A film is ended before it is larger, 2²⁰ bytes.</summary>
    public const int VideoFileMegabytes = 200;

    public const string DataPath = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet";
    public const string VideoPath = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4";
    public const string OldDataPath = "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet";
    public const string OldVideoPath = "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4";
}
