using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Cluster.Profiles;

/// <summary>Keys of a <c>cluster.yaml</c>.</summary>
internal sealed record ProfileFile : YamlRecord
{
    [Key("Partition of every job; the cluster's default without it.")]
    public string? Partition { get; init; }

    [Key("Account that is charged.")]
    public string? Account { get; init; }

    [Key("Quality of service.")]
    public string? Qos { get; init; }

    [Key("Longest time of one start of a job, as sbatch --time takes it; a job that needs more is requeued and goes on.")]
    public string? TimeLimit { get; init; }

    [Key("Processor cores of a job.", Min = 1, Max = 4096)]
    public int Cpus { get; init; } = 1;

    [Key("Memory of a job, as sbatch --mem takes it, such as 4G.")]
    public string? Memory { get; init; }

    [Key("Most tasks of an array that run at a time; 0 for as many as there is room for.", Min = 0, Max = 1_000_000)]
    public int ArrayLimit { get; init; }

    [Key("Minutes that a part of a generation should take; the number of parts follows from it.", Min = 1, Max = 100_000)]
    public double PartMinutes { get; init; } = 60;

    [Key("How often a failed part is tried again before its job fails.", Min = 0, Max = 100)]
    public int Retries { get; init; } = 2;

    [Key("Seconds between the warning that time is up and the end.", Min = 5, Max = 3600)]
    public int Grace { get; init; } = 60;

    [Key("How igen is called in a job; the running program without it.")]
    public string? Program { get; init; }

    [Key("What is different for training.")]
    public TrainingProfile? Training { get; init; }

    [Key("Container that igen runs in.")]
    public ContainerProfile? Container { get; init; }

    [Key("Further options of sbatch, one a line, such as --constraint=avx2.")]
    public string[] Lines { get; init; } = [];

    [Key("Shell lines that a job begins with, such as module load apptainer.")]
    public string[] Setup { get; init; } = [];
}

/// <summary>What is different for the jobs that train.</summary>
internal sealed record TrainingProfile : YamlRecord
{
    [Key("Partition.")]
    public string? Partition { get; init; }

    [Key("Longest time of one start.")]
    public string? TimeLimit { get; init; }

    [Key("Processor cores.", Min = 1, Max = 4096)]
    public int? Cpus { get; init; }

    [Key("Memory.")]
    public string? Memory { get; init; }

    [Key("GPUs of a training.", Min = 0, Max = 64)]
    public int Gpus { get; init; }
}

/// <summary>Programs that run containers on clusters.</summary>
internal enum ContainerRuntime
{
    /// <summary>Apptainer.</summary>
    Apptainer = 0,

    /// <summary>Singularity, Apptainer's older name.</summary>
    Singularity = 1,

    /// <summary>NVIDIA's enroot.</summary>
    Enroot = 2,
}

/// <summary>The container that igen runs in.</summary>
internal sealed record ContainerProfile : YamlRecord
{
    [Key("The image.")]
    public required string Image { get; init; }

    [Key("The program that runs it.")]
    public ContainerRuntime Runtime { get; init; }

    [Key("Folders seen inside, as FROM or FROM:TO; the run's own is always seen.")]
    public string[] Binds { get; init; } = [];
}
