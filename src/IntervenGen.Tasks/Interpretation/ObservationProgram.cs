using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>The observation of a compiled task, part by part.</summary>
internal sealed class ObservationProgram
{
    private readonly ObservationPart[] _parts;

    /// <summary>Compiles the blocks.</summary>
    /// <param name="program">The task.</param>
    /// <param name="model">Its model.</param>
    /// <param name="arm">The arm in it.</param>
    /// <param name="wrist">The sensor at the wrist, which is observed whatever the file says; null for none.</param>
    /// <param name="faults">Where faults go.</param>
    public ObservationProgram(TaskProgram program, MjModel model, ArmModel arm, WristSensor? wrist, List<string> faults)
    {
        TaskFile file = program.File;
        Quat usualHand = Geometry.Yaw(Geometry.Radians(file.Start.HandYaw)) * GripFrame.HandDown;
        var compiler = new Compiler(program, model, arm, usualHand, faults);
        var parts = new List<ObservationPart>();
        var fields = new List<ObservationField>();
        foreach (Named<ObservationFile[]> block in file.Observe)
        {
            ObservationPart[] compiled = [.. block.Value.Select(compiler.Compile).OfType<ObservationPart>()];
            parts.AddRange(compiled);
            fields.Add(new ObservationField(block.Name.Text, compiled.Sum(part => part.Size)));
        }

        foreach ((string block, bool isTouch) in (ReadOnlySpan<(string, bool)>)[
            (ObservationField.WristForce, false), (ObservationField.WristTouch, true)])
        {
            if (wrist is null || (isTouch && !wrist.Remembers) || parts.Any(part => part is WristForce felt && felt.IsTouch == isTouch))
                continue;
            parts.Add(new WristForce(isTouch));
            fields.Add(new ObservationField(block, WristSensor.Size));
        }

        if (fields.Count == 0)
            faults.Add($"{file.Place}: nothing is observed; name at least one block under 'observe'");
        _parts = [.. parts];
        Fields = fields;
    }

    /// <summary>The blocks with their sizes.</summary>
    public IReadOnlyList<ObservationField> Fields { get; }

    /// <summary>Writes the observation.</summary>
    public void Write(SimulatedLane lane, Span<float> observation)
    {
        Pose worldFromHand = ObservationWriter.WorldFromHand(lane.WorldFromEef);
        foreach (ObservationPart part in _parts)
        {
            part.Write(lane, worldFromHand, observation[..part.Size]);
            observation = observation[part.Size..];
        }
    }

    private sealed class Compiler(TaskProgram program, MjModel model, ArmModel arm, Quat usualHand, List<string> faults)
    {
        public ObservationPart? Compile(ObservationFile part) => part switch
        {
            { Pose: { } name } => PoseOf(program.Things.Object(name)),
            { Position: { } name } => new ObjectPosition(program.Things.Object(name), false),
            { Relative: { } name } => new ObjectPosition(program.Things.Object(name), true),
            { Toward: { } toward } => new TowardPoint(program.Things.Object(toward.Object), toward.Point.ToVector()),
            { Sensor: { } name } => Sensor(name),
            { Custom: { } name } => Part(name),
            _ => Robot(part.Robot!.Value),
        };

        private GuardedPart? Part(YamlName name) =>
            program.Plugin.Create<ObservationPart>(name) is { } part ? new GuardedPart(name, part) : null;

        private ObjectPose PoseOf(int obj)
        {
            ObjectFile file = program.File.Objects[obj].Value;
            return new ObjectPose(obj, file.Usual.ToQuat(), usualHand, file.Turns);
        }

        private ObservationPart Robot(Proprioception what) => what switch
        {
            Proprioception.EefPos => new HandPosition(),
            Proprioception.EefQuat => new HandOrientation(usualHand),
            Proprioception.Fingers => new FingerPositions(),
            Proprioception.JointPos => new JointNumbers(arm, false),
            Proprioception.JointVel => new JointNumbers(arm, true),
            Proprioception.Hint => new HintDirection(),
            Proprioception.WristForce => new WristForce(false),
            Proprioception.WristTouch => new WristForce(true),
            _ => new RevealedFlag(),
        };

        private SensorNumbers? Sensor(YamlName name)
        {
            int sensor = model.Find("sensor", name.Text);
            if (sensor >= 0)
                return new SensorNumbers(model.Integers("sensor_adr")[sensor], model.Integers("sensor_dim")[sensor]);
            IReadOnlyList<string> known = model.NamesOf("sensor");
            faults.Add($"{name.Place}: the scene has no sensor called '{name}'; " +
                (known.Count == 0 ? "it has none" : $"did you mean '{NearestName.Of(name.Text, known)}'?"));
            return null;
        }
    }
}
