using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Folders;

/// <summary>A folder that describes a robot: <c>robot.yaml</c> and the MJCF of its bodies, defaults and actuators.</summary>
public static partial class RobotFolder
{
    /// <summary>Name of the file that makes a folder a robot.</summary>
    public const string FileName = "robot.yaml";

    private const string InTask = "task:";

    /// <summary>Names of the built-in robots.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [Robot.Default, "fr3", "ur5e"];

    /// <summary>Finds a robot by its name, or by the path of its folder.</summary>
    /// <exception cref="UsageException">There is none, or its folder says something that cannot be; each fault has its place.</exception>
    public static Robot Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (BuiltIn.Contains(name))
            return Read(new EmbeddedFiles($"robots/{name}"), $"{name}/{FileName}", name);
        if (File.Exists(Path.Combine(name, FileName)))
            return Read(new DiskFiles(name), Path.Combine(name, FileName), Path.GetFullPath(name));
        throw new UsageException(name.Contains('/', StringComparison.Ordinal) || Directory.Exists(name)
            ? $"'{name}' is no folder with a {FileName}"
            : $"unknown robot '{name}'; did you mean '{NearestName.Of(name, BuiltIn)}'? Known robots: {string.Join(", ", BuiltIn)}; " +
                "or the path of a robot's folder");
    }

    /// <summary>The robot that a task's file names: one that is built in, or a folder inside the task's.</summary>
    internal static Robot Find(YamlName name, ITaskFiles task)
    {
        try
        {
            if (BuiltIn.Contains(name.Text) || task is not DiskFiles disk)
                return Find(name.Text);
            string path = disk.Inside(name.Text);
            return File.Exists(Path.Combine(path, FileName))
                ? Read(new DiskFiles(path), Path.Combine(path, FileName), InTask + name.Text)
                : throw new UsageException(
                    $"'{name}' is neither a robot ({string.Join(", ", BuiltIn)}) nor a folder with a {FileName} in the task's");
        }
        catch (UsageException exception) when (exception is not FaultsException)
        {
            throw new UsageException($"{name.Place}: {exception.Message}", exception);
        }
    }

    /// <summary>A robot as a dataset, a policy or a user refers to it.</summary>
    /// <param name="reference">Name, path, or path within the task's folder.</param>
    /// <param name="task">The task's folder.</param>
    /// <param name="place">Where the task's file names its robot, for messages.</param>
    internal static Robot Find(string reference, ITaskFiles task, YamlPlace place) =>
        reference.StartsWith(InTask, StringComparison.Ordinal)
            ? Find(new YamlName(reference[InTask.Length..], place), task)
            : Find(reference);

    /// <summary>Files of a robot inside a task's folder, as paths within that; none of any other robot's.</summary>
    internal static IEnumerable<string> FilesOf(Robot robot, DiskFiles task) =>
        robot.Reference.StartsWith(InTask, StringComparison.Ordinal)
            ? Directory.EnumerateFiles(robot.Folder!, "*", SearchOption.TopDirectoryOnly)
                .Where(file => Path.GetExtension(file) is ".yaml" or ".xml").Select(task.Relative)
            : [];

    private static Robot Read(ITaskFiles files, string file, string reference)
    {
        string text = files.Read(FileName);
        var faults = new List<string>();
        RobotFile? read = new YamlBinder(faults).Bind<RobotFile>(YamlTree.Parse(text, file));
        if (read is not null)
            Check(read, faults);
        return faults.Count == 0 ? Compile(read!, files, reference) : throw new FaultsException($"robot folder '{files.Name}'", faults);
    }

    private static void Check(RobotFile file, List<string> faults)
    {
        int joints = file.Joints.Length;
        if (!NameRule.Allows(file.Robot.Text))
            faults.Add($"{file.Robot.Place}: '{file.Robot}' is no name: {NameRule.Text}");
        if (joints is < ArmDescription.MinJoints or > ArmDescription.MaxJoints)
            faults.Add($"{file.Place}: there are {joints} joints; {ArmDescription.MinJoints} or {ArmDescription.MaxJoints} are controlled");
        if (file.TorqueLimits.Length != joints)
            faults.Add($"{file.Place}: there are {joints} joints and {file.TorqueLimits.Length} torque_limits; each joint has one");
        if (file.Reset.Posture.Length != joints)
            faults.Add($"{file.Reset.Place}: the posture has {file.Reset.Posture.Length} numbers; there are {joints} joints");
        foreach (YamlName twice in file.Joints.Concat(file.Hand.Fingers).GroupBy(name => name.Text).SelectMany(group => group.Skip(1)))
            faults.Add($"{twice.Place}: joint '{twice}' is named twice");
    }

    private static Robot Compile(RobotFile file, ITaskFiles files, string reference) => new(file)
    {
        Name = file.Robot.Text,
        Summary = file.Summary,
        Folder = files.Path,
        Reference = reference,
        Posture = file.Reset.Posture,
        PostureNoise = file.Reset.Noise,
        FingertipsBelowSite = file.Hand.FingertipsBelowSite,
        Arm = new ArmDescription
        {
            Joints = [.. file.Joints.Select(name => name.Text)],
            TorqueLimits = file.TorqueLimits,
            GripSite = file.Hand.Site.Text,
            Fingers = [.. file.Hand.Fingers.Select(name => name.Text)],
            FingerTravel = file.Hand.Travel,
            Stiffness = file.Control.Stiffness,
            DampingRatio = file.Control.DampingRatio,
            NullStiffness = file.Control.NullStiffness,
        },
        Parts = new Dictionary<string, IReadOnlyList<string>>
        {
            [Robot.LeftPad] = [.. file.Collision.LeftPad.Select(name => name.Text)],
            [Robot.RightPad] = [.. file.Collision.RightPad.Select(name => name.Text)],
            [Robot.RestOfHand] = [.. file.Collision.Hand.Select(name => name.Text)],
        },
        Includes = new Dictionary<string, string>
        {
            ["robot.xml"] = Include(file.Model, files),
            ["robot-defaults.xml"] = Include(file.Defaults, files),
            ["robot-actuators.xml"] = Include(file.Actuators, files),
        },
    };

    // What stands where a scene includes the file: everything that it includes is in its place already.
    private static string Include(YamlName name, ITaskFiles files)
    {
        try
        {
            string text = SceneText.Resolve(files, files.Read(name.Text), [name.Text], null);
            return !text.Contains(" file=", StringComparison.Ordinal)
                ? ModelSource.Body(text)
                : throw new UsageException($"'{name}' names files, such as meshes; a robot's shapes are primitives");
        }
        catch (UsageException exception)
        {
            throw new UsageException($"{name.Place}: {exception.Message}", exception);
        }
    }

}
