using IntervenGen.Core;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Operators;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>The scripted operator of a task file: makes one for each lane.</summary>
internal sealed class OperatorProgram
{
    private readonly Func<IOperator>? _create;

    /// <summary>Compiles the skills.</summary>
    public OperatorProgram(OperatorFile? file, Things things, StartHeights heights, PluginParts plugin)
    {
        if (file is null)
            return;
        if (file.Skills.Length > 0 == file.Custom is not null)
            things.Fault(file.Place, "an operator has either skills or a custom class");
        if (file.Custom is { } name)
        {
            if (plugin.Create<IOperator>(name) is not null)
                _create = () => plugin.Create<IOperator>(name);
            return;
        }

        Func<OperatorSkill>[] skills = [.. file.Skills.Select(skill => Compile(skill, things, heights))];
        int content = file.Content;
        _create = () => new SkilledOperator([.. skills.Select(skill => skill())], content);
    }

    /// <summary>Whether there is one.</summary>
    public bool Exists => _create is not null;

    /// <summary>Makes the operator of one lane.</summary>
    /// <exception cref="UsageException">The task describes none.</exception>
    public IOperator Create() => _create?.Invoke()
        ?? throw new UsageException("the task has no scripted operator: a person drives it (igen teleop), or 'operator' describes one");

    private static Func<OperatorSkill> Compile(SkillFile skill, Things things, StartHeights heights)
    {
        if (skill.Put is { } place)
        {
            Placement placement = PlacementOf(place, things);
            return () => new PlaceSkill(placement);
        }

        if (skill.Grasp is { } file)
        {
            Grasp grasp = GraspOf(file, things, heights);
            return () => new GraspSkill(grasp);
        }

        KeyPose pose = KeyPoseOf(skill.Move!, things);
        return () => new MoveSkill(pose);
    }

    private static Placement PlacementOf(PutFile file, Things things) => new(
        things.Object(file.Part), things.Object(file.On), file.Straight.ToQuat(), file.EntryHeight, file.MinDepth, file.DepthShare,
        file.Aligned, file.LetGo)
    {
        At = file.At.ToVector(),
        SteadySteps = file.Steady,
        Every = Geometry.Radians(file.Every),
    };

    private static Grasp GraspOf(GraspFile file, Things things, StartHeights heights)
    {
        int obj = things.Object(file.Object);
        if (!heights.IsExpected(obj))
            things.Fault(
                file.Object.Place, $"'{file.Object}' does not start in a region: how high the hand has to be over it is not known");
        double clear = file.Clear;
        return new Grasp(
            obj, file.At.ToVector(), file.Over, file.Fingers, file.Lift, file.Every is { } every ? Geometry.Radians(every) : null,
            () => heights.TopOf(obj) + heights.FingertipsBelowGrip + clear);
    }

    private static KeyPose KeyPoseOf(MoveFile file, Things things) => new(
        things.Object(file.To), file.Part is { } part ? things.Object(part) : null, file.Offset.ToVector(), file.Straight?.ToQuat(),
        file.Within, file.Gripper == GripperFile.Close, file.Speed);
}
