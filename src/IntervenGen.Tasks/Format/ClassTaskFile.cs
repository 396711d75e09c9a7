using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>A task that is a class of a plugin: what its folder's <c>task.yaml</c> says with key <c>class</c>.</summary>
internal sealed record ClassTaskFile : YamlRecord
{
    /// <summary>Name of the task.</summary>
    [Key("the task's name: small letters, digits and hyphens")]
    public required YamlName Task { get; init; }

    /// <summary>File of the scene.</summary>
    [Key("the scene's MJCF file, in the task's folder")]
    public required YamlName Scene { get; init; }

    /// <summary>The robot that does it.</summary>
    [Key("the robot that does it: a built-in one's name, or a folder in the task's; --robot puts another one there")]
    public YamlName Robot { get; init; } = new("panda", default);

    /// <summary>Robots that can do it.</summary>
    [Key("names of the robots that can do it, where not every one can")]
    public YamlName[] Robots { get; init; } = [];

    /// <summary>The assembly.</summary>
    [Key("the assembly in the task's folder (.dll)")]
    public required YamlName Plugin { get; init; }

    /// <summary>The class.</summary>
    [Key("the class: derived from SimulatedTask, with a public constructor that takes a TaskContext")]
    public required YamlName Class { get; init; }

    /// <summary>The operator's class.</summary>
    [Key("the class of the scripted operator: an IOperator; without one, a person drives (igen teleop)")]
    public YamlName? Operator { get; init; }

    /// <summary>Whether partial observability is defined.</summary>
    [Key("whether the class knows --observability Partial")]
    public bool Partial { get; init; }
}
