using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Interpretation;
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

    private readonly ITaskFiles _files;
    private readonly TaskProgram _program;

    private TaskFolder(ITaskFiles files, TaskProgram program) => (_files, _program) = (files, program);

    /// <summary>The task as the file describes it.</summary>
    internal TaskFile File => _program.File;

    /// <summary>Name of the task.</summary>
    public string Name => File.Task.Text;

    /// <summary>Whether <see cref="Observability.Partial"/> is defined for the task.</summary>
    public bool HasPartialObservability => File.Reveal.Partial is not null;

    /// <summary>The folder on disk; null for a built-in task.</summary>
    public string? Folder => _files.Path;

    /// <summary>Whether a scripted operator is described.</summary>
    public bool HasOperator => _program.Operators.Exists;

    /// <summary>Whether a path is a folder with a task in it.</summary>
    public static bool Is(string path) => System.IO.File.Exists(Path.Combine(path, FileName));

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UsageException">A file is missing or says something that cannot be; each fault has its file, line and
    /// column.</exception>
    public static TaskFolder Read(string path) => Read(new DiskFiles(path), Path.Combine(path, FileName), []);

    /// <summary>Reads the folder of a built-in task.</summary>
    internal static TaskFolder BuiltIn(string name) =>
        Read(new EmbeddedFiles(name), $"{name}/{FileName}", [typeof(NutAndPegAssembly.NutAndPegAssemblyOperator)]);

    private static TaskFolder Read(ITaskFiles files, string file, IReadOnlyList<Type> types)
    {
        string text = files.Read(FileName);
        var faults = new List<string>();
        TaskFile? read = new YamlBinder(faults).Bind<TaskFile>(YamlTree.Parse(text, file));
        if (read is null)
            throw new FaultsException($"task folder '{files.Name}'", faults);
        var plugin = new PluginParts(types, types.Count > 0 ? "IntervenGen" : "", faults);
        return new TaskFolder(files, TaskProgram.Compile(read, plugin, faults, $"task folder '{files.Name}'"));
    }

    /// <summary>Compiles the task's model and opens the task.</summary>
    /// <exception cref="UsageException">The model does not compile or lacks something that the file names.</exception>
    public FolderTask Open(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Observability == Observability.Partial && File.Reveal.Partial is null)
            throw new UsageException($"task '{File.Task}' knows only full observability on contact");
        Robot robot = options.Robot ?? RobotFolder.Find(File.Robot, _files);
        if (File.Robots.Length > 0 && File.Robots.All(name => name.Text != robot.Name))
            throw new UsageException(
                $"task '{File.Task}' is made for {string.Join(" and ", File.Robots)}, not for robot '{robot.Name}'");
        MjcfSource scene = options.Mjcf ?? SceneText.Read(_files, File.Scene, robot);
        // The built-in ones are known to be right; of a user's the places of faults are worth compiling the scene once more.
        if (options.Mjcf is null && robot.Folder is not null)
            RobotModelCheck.Require(robot, scene);
        return new FolderTask(_program, scene, robot, options, $"task folder '{_files.Name}'");
    }

    /// <summary>Adds an attempt's belief error about an object to a pose, world frame.</summary>
    public Pose Corrupt(int obj, in Pose truth, in EpisodeKey key) => _program.Beliefs.Corrupt(obj, truth, key);

    /// <summary>Makes the scripted operator of one lane.</summary>
    /// <exception cref="UsageException">None is described.</exception>
    public IOperator CreateOperator() => _program.Operators.Create();
}
