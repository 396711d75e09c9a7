using System.Reflection;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Interpretation;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Folders;

/// <summary>What a folder's file defines, read and checked as far as that goes without a model.</summary>
internal abstract class TaskDefinition
{
    /// <summary>Name of the task.</summary>
    public abstract YamlName Name { get; }

    /// <summary>File of the scene.</summary>
    public abstract YamlName Scene { get; }

    /// <summary>The robot that does it.</summary>
    public abstract YamlName Robot { get; }

    /// <summary>Robots that can do it; none for all.</summary>
    public abstract IReadOnlyList<YamlName> Robots { get; }

    /// <summary>File of the assembly; null for none.</summary>
    public abstract YamlName? Plugin { get; }

    /// <summary>Whether partial observability is defined.</summary>
    public abstract bool HasPartialObservability { get; }

    /// <summary>Whether a file describes it, and no class is it.</summary>
    public abstract bool IsDescribed { get; }

    /// <summary>Whether a scripted operator is defined.</summary>
    public abstract bool HasOperator { get; }

    /// <summary>Makes the scripted operator of one lane.</summary>
    public abstract IOperator CreateOperator();

    /// <summary>Compiles the model and opens the task.</summary>
    /// <remarks>The folder's copy is taken when the model has been compiled, since that tells which files it is made of.</remarks>
    public abstract SimulatedTask Open(MjcfSource scene, Robot robot, TaskOptions options, Func<TaskSource?> source);

    /// <summary>Adds an attempt's belief error about an object to a pose.</summary>
    public virtual Pose Corrupt(int obj, in Pose truth, in EpisodeKey key) => truth;

    /// <summary>Reads a file.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="shown">The file's path for messages.</param>
    /// <param name="own">Classes of this assembly that a built-in task names.</param>
    public static TaskDefinition Read(ITaskFiles files, string shown, IReadOnlyList<Type> own)
    {
        string subject = $"task folder '{files.Name}'";
        YamlNode root = YamlTree.Parse(files.Read(TaskFolder.FileName), shown);
        var faults = new List<string>();
        var binder = new YamlBinder(faults);
        if (root is YamlMap map && map.Entries.Any(entry => entry.Key.Text == "class"))
        {
            ClassTaskFile given = binder.Bind<ClassTaskFile>(root) ?? throw new FaultsException(subject, faults);
            return new ClassTask(given, PluginAssembly.Load(files, given.Plugin, own, faults), faults, subject);
        }

        TaskFile file = binder.Bind<TaskFile>(root) ?? throw new FaultsException(subject, faults);
        PluginParts plugin = PluginAssembly.Load(files, file.Plugin, own, faults);
        return new DescribedTask(TaskProgram.Compile(file, plugin, faults, subject), subject);
    }

    /// <summary>A task that the file describes.</summary>
    private sealed class DescribedTask(TaskProgram program, string subject) : TaskDefinition
    {
        public override YamlName Name => program.File.Task;

        public override YamlName Scene => program.File.Scene;

        public override YamlName Robot => program.File.Robot;

        public override IReadOnlyList<YamlName> Robots => program.File.Robots;

        public override YamlName? Plugin => program.File.Plugin;

        public override bool HasPartialObservability => program.File.Reveal.Partial is not null;

        public override bool IsDescribed => true;

        public override bool HasOperator => program.Operators.Exists;

        public override IOperator CreateOperator() => program.Operators.Create();

        public override SimulatedTask Open(MjcfSource scene, Robot robot, TaskOptions options, Func<TaskSource?> source)
        {
            try
            {
                return new FolderTask(program, scene, robot, options, source, subject);
            }
            catch (FaultsException exception) when (options.Mjcf is null && exception.Subject != subject)
            {
                throw new FaultsException(exception.Subject, [.. exception.Faults.Select(WithPlace)], exception);
            }
        }

        public override Pose Corrupt(int obj, in Pose truth, in EpisodeKey key) => program.Beliefs.Corrupt(obj, truth, key);

        // What the model lacks is named in the file: there is where to look first.
        private string WithPlace(string fault)
        {
            IEnumerable<YamlName> names = program.File.Objects.SelectMany(entry => (IEnumerable<YamlName>)
                [.. entry.Value.Body is { } body ? [body] : Array.Empty<YamlName>(), .. entry.Value.Geoms]);
            YamlName named = names.FirstOrDefault(
                name => Braces.Expand(name.Text).Any(text => fault.Contains($"'{text}'", StringComparison.Ordinal)));
            return named.Text is null ? fault : $"{named.Place}: {fault}";
        }
    }

    /// <summary>A task that is a class of a plugin.</summary>
    private sealed class ClassTask : TaskDefinition
    {
        private readonly ClassTaskFile _file;
        private readonly PluginParts _plugin;
        private readonly Type _type;

        public ClassTask(ClassTaskFile file, PluginParts plugin, List<string> faults, string subject)
        {
            (_file, _plugin) = (file, plugin);
            Type? type = plugin.Find<SimulatedTask>(file.Class);
            if (file.Operator is { } name)
                plugin.Find<IOperator>(name);
            if (type is null || faults.Count > 0)
                throw new FaultsException(subject, faults);
            _type = type;
        }

        public override YamlName Name => _file.Task;

        public override YamlName Scene => _file.Scene;

        public override YamlName Robot => _file.Robot;

        public override IReadOnlyList<YamlName> Robots => _file.Robots;

        public override YamlName? Plugin => _file.Plugin;

        public override bool HasPartialObservability => _file.Partial;

        public override bool IsDescribed => false;

        public override bool HasOperator => _file.Operator is not null;

        public override IOperator CreateOperator() => _file.Operator is { } name
            ? _plugin.Create<IOperator>(name)
            : throw new UsageException($"{_file.Place}: the task has no scripted operator: a person drives it (igen teleop)");

        public override SimulatedTask Open(MjcfSource scene, Robot robot, TaskOptions options, Func<TaskSource?> source)
        {
            try
            {
                return (SimulatedTask)Activator.CreateInstance(_type, new TaskContext(_file.Task.Text, scene, robot, options, source()))!;
            }
            catch (MissingMethodException exception)
            {
                throw new UsageException(
                    $"{_file.Class.Place}: '{_file.Class}' has no public constructor that takes a TaskContext", exception);
            }
            catch (TargetInvocationException exception) when (exception.InnerException is not IntervenGenException)
            {
                throw Guarded.Failure(_file.Class, exception.InnerException!);
            }
            catch (TargetInvocationException exception)
            {
                throw new UsageException($"{_file.Class.Place}: {exception.InnerException!.Message}", exception.InnerException);
            }
        }
    }
}
