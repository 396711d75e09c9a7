using System.Text.Encodings.Web;
using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Folders;

/// <summary>A folder that describes a task: <c>task.yaml</c>, its scene, and perhaps an assembly.</summary>
/// <remarks>Reading it checks everything but the model, which is compiled when a task is opened. Immutable.</remarks>
public sealed class TaskFolder
{
    /// <summary>Name of the file that makes a folder a task.</summary>
    public const string FileName = "task.yaml";

    private static readonly JsonSerializerOptions s_readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ITaskFiles _files;
    private readonly TaskDefinition _definition;

    private TaskFolder(ITaskFiles files, TaskDefinition definition) => (_files, _definition) = (files, definition);

    /// <summary>Name of the task.</summary>
    public string Name => _definition.Name.Text;

    /// <summary>The folder on disk; null for a built-in task.</summary>
    public string? Folder => _files.Path;

    /// <summary>Whether <see cref="Observability.Partial"/> is defined for the task.</summary>
    public bool HasPartialObservability => _definition.HasPartialObservability;

    /// <summary>Whether a scripted operator is described.</summary>
    public bool HasOperator => _definition.HasOperator;

    /// <summary>The JSON schema of <c>task.yaml</c>, for editors, as text.</summary>
    public static string Schema() => YamlSchema.Of(typeof(TaskFile), "A task of IntervenGen").ToJsonString(s_readable);

    /// <summary>Whether a path is a folder with a task in it.</summary>
    public static bool Is(string path) => File.Exists(Path.Combine(path, FileName));

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UsageException">A file is missing or says something that cannot be; each fault has its file, line and
    /// column.</exception>
    public static TaskFolder Read(string path)
    {
        var files = new DiskFiles(path);
        return new TaskFolder(files, TaskDefinition.Read(files, Path.Combine(path, FileName), []));
    }

    /// <summary>The folder of a task that something carries: in this user's cache, where it is put if need be.</summary>
    /// <exception cref="UsageException">No folder can be written, or what is carried is no task's folder.</exception>
    public static string PathOf(TaskSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return FolderCopy.Put(source);
    }

    /// <summary>Finds a robot by what a dataset records of it, or as a user names it.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public Robot FindRobot(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return RobotFolder.Find(reference, _files, _definition.Robot.Place);
    }

    /// <summary>Compiles the task's model and opens the task.</summary>
    /// <exception cref="UsageException">The model does not compile or lacks something that the file names.</exception>
    public SimulatedTask Open(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Observability == Observability.Partial && !HasPartialObservability)
            throw new UsageException($"task '{Name}' knows only full observability on contact");
        if (!_definition.IsDescribed && options.Drops > 0)
            throw new UsageException($"task '{Name}' is a class: what its hand loses is its own");
        if (!_definition.IsDescribed && (options.Error != ErrorKind.Own || options.Observability > Observability.Partial))
            throw new UsageException($"task '{Name}' is a class: what it observes, and how its beliefs are wrong, is its own");
        Robot robot = options.Robot ?? RobotFolder.Find(_definition.Robot, _files);
        if (_definition.Robots.Count > 0 && _definition.Robots.All(name => name.Text != robot.Name))
            throw new UsageException($"task '{Name}' is made for {string.Join(" and ", _definition.Robots)}, not for robot '{robot.Name}'");
        (MjcfSource scene, IReadOnlyList<string> files) = SceneText.Read(_files, _definition.Scene, robot);
        // The built-in ones are known to be right; of a user's the places of faults are worth compiling the scene once more.
        if (options.Mjcf is null && robot.Folder is not null)
            RobotModelCheck.Require(robot, scene);
        TaskSource? Copy() => _files is not DiskFiles disk ? null : FolderCopy.Take(
            disk, [FileName, .. files, .. RobotFolder.FilesOf(robot, disk), .. Assets(disk, scene)], _definition.Plugin?.Text);
        return _definition.Open(options.Mjcf ?? scene, robot, options, Copy);
    }

    /// <summary>Adds an attempt's belief error about an object to a pose, world frame.</summary>
    public Pose Corrupt(int obj, in Pose truth, in EpisodeKey key) => _definition.Corrupt(obj, truth, key);

    /// <summary>Makes the scripted operator of one lane.</summary>
    /// <exception cref="UsageException">None is described.</exception>
    public IOperator CreateOperator() => _definition.CreateOperator();

    /// <summary>Reads the folder of a built-in task.</summary>
    internal static TaskFolder BuiltIn(string name)
    {
        var files = new EmbeddedFiles(name);
        return new TaskFolder(
            files, TaskDefinition.Read(files, $"{name}/{FileName}", [typeof(NutAndPegAssembly.NutAndPegAssemblyOperator)]));
    }

    private string[] Assets(DiskFiles disk, MjcfSource scene)
    {
        try
        {
            return [.. scene.OpenedFiles.Select(disk.Relative)];
        }
        catch (UsageException exception) when (exception is not FaultsException)
        {
            throw new UsageException($"{_definition.Scene.Place}: {exception.Message}", exception);
        }
    }
}
