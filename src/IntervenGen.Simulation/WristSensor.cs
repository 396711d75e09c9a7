using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;

namespace IntervenGen.Simulation;

/// <summary>A force-torque sensor between the arm and the body of its hand that carries the grip site.</summary>
/// <remarks>
/// It gives what the surroundings exert on the hand: 3 forces, N, and 3 torques about the grip site, N m, in the hand's frame. The
/// weight of the hand is taken off, as a driver does that knows the tool; what it carries is felt, and so is its inertia when it is
/// accelerated. A low pass of first order follows, and the sensor's range. One object for all lanes; allocates nothing.
/// </remarks>
public sealed class WristSensor
{
    /// <summary>Number of components.</summary>
    public const int Size = 6;

    /// <summary>Cut-off frequency of the low pass, Hz: half the rate at which it is observed.</summary>
    public const double CutoffFrequency = 10;

    /// <summary>Range of each force, N, as wrist sensors of arms of this size have it.</summary>
    public const double MaxForce = 100;

    /// <summary>Range of each torque, N m.</summary>
    public const double MaxTorque = 10;

    /// <summary>Force at which a touch begins, N: ten times the weight of the built-in tasks' parts, and less than pushing takes.</summary>
    public const double TouchForce = 8;

    private const double Gravity = 9.81;

    private const string ForceName = "igen_wrist_force", TorqueName = "igen_wrist_torque";

    private readonly int _force, _torque;
    private readonly double _mass;
    private readonly Vec3 _centre;

    /// <summary>Finds the sensor in a model that <see cref="AddTo"/> has added it to.</summary>
    /// <param name="model">The model.</param>
    /// <param name="arm">The arm in it.</param>
    /// <param name="remembers">Whether the last touch is remembered.</param>
    internal WristSensor(MjModel model, ArmModel arm, bool remembers)
    {
        Remembers = remembers;
        ReadOnlySpan<int> addresses = model.Integers("sensor_adr");
        (_force, _torque) = (addresses[model.Id("sensor", ForceName)], addresses[model.Id("sensor", TorqueName)]);
        int hand = model.Integers("site_bodyid")[arm.GripSite];
        Pose eefFromHand = new Pose(
            Vec3.From(model.Doubles("site_pos")[(3 * arm.GripSite)..]),
            Quat.From(model.Doubles("site_quat")[(4 * arm.GripSite)..])).Inverse();
        ReadOnlySpan<double> masses = model.Doubles("body_mass"), centres = model.Doubles("body_ipos");
        // Fingers that open alike leave the centre where it is.
        for (int body = hand; body < masses.Length; body++)
        {
            if (!BodyTree.IsBelow(model, body, hand))
                continue;
            Pose handFromBody = BodyTree.PoseIn(model, body, hand)!.Value;
            _mass += masses[body];
            _centre += masses[body] * (eefFromHand * handFromBody).Transform(Vec3.From(centres[(3 * body)..]));
        }

        _centre *= _mass > 0 ? 1 / _mass : 0;
    }

    /// <summary>Whether the last touch is remembered.</summary>
    public bool Remembers { get; }

    /// <summary>Number of numbers that a lane keeps: the filtered wrench and, if touches are remembered, the strongest one of the last
    /// touch and whether that lasts.</summary>
    public int StateSize => Remembers ? (2 * Size) + 1 : Size;

    /// <summary>Weight of the hand that is taken off, kg.</summary>
    public double HandMass => _mass;

    /// <summary>A scene with the sensor in it.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="gripSite">The scene's name for the grip site.</param>
    internal static MjcfSource AddTo(MjcfSource scene, string gripSite)
    {
        const string end = "</mujoco>";
        int at = scene.Xml.LastIndexOf(end, StringComparison.Ordinal);
        if (at < 0)
            throw new UsageException($"'{scene.Origin}' has no {end}, before which the sensor at the wrist could be added");
        string site = System.Security.SecurityElement.Escape(gripSite);
        string force = $"<force name=\"{ForceName}\" site=\"{site}\"/>", torque = $"<torque name=\"{TorqueName}\" site=\"{site}\"/>";
        return scene.WithText($"{scene.Xml[..at]}<sensor>{force}{torque}</sensor>{scene.Xml[at..]}");
    }

    /// <summary>Measures after a physics substep.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="seconds">Length of the substep.</param>
    /// <param name="state">The filtered wrench and what is remembered, shape [<see cref="StateSize"/>].</param>
    internal void Filter(SimulatedLane lane, double seconds, Span<double> state)
    {
        Quat eefFromWorld = lane.WorldFromEef.Orientation.Conjugate;
        Vec3 weight = eefFromWorld.Rotate(new Vec3(0, 0, -Gravity * _mass));
        // MuJoCo's is what the arm exerts on the hand: with nothing touched, that carries its weight.
        Vec3 force = -1 * (Vec3.From(lane.Sensors[_force..]) + weight);
        Vec3 torque = -1 * (Vec3.From(lane.Sensors[_torque..]) + Vec3.Cross(_centre, weight));
        Take(GripFrame.FromHand.Conjugate.Rotate(force), GripFrame.FromHand.Conjugate.Rotate(torque), seconds, state);
    }

    /// <summary>Takes what was measured elsewhere.</summary>
    /// <param name="force">What the surroundings exert on the hand, hand frame, N.</param>
    /// <param name="torque">The same about the grip site, N m.</param>
    /// <param name="seconds">Time since the last measurement.</param>
    /// <param name="state">As for <see cref="Filter"/>.</param>
    internal void Take(Vec3 force, Vec3 torque, double seconds, Span<double> state)
    {
        Span<double> wrench = state[..Size];
        double share = 1 - Math.Exp(-2 * Math.PI * CutoffFrequency * seconds);
        Approach(wrench, force, share, MaxForce);
        Approach(wrench[3..], torque, share, MaxTorque);
        if (Remembers)
            Remember(wrench, state[Size..(2 * Size)], ref state[2 * Size]);
    }

    // A touch begins above one force and ends below half of it; of each, the strongest moment is kept.
    private static void Remember(ReadOnlySpan<double> wrench, Span<double> kept, ref double touches)
    {
        double force = Vec3.From(wrench).Length;
        bool begins = touches == 0 && force > TouchForce;
        if (begins || (touches != 0 && force > Vec3.From(kept).Length))
            wrench.CopyTo(kept);
        touches = begins || (touches != 0 && force > TouchForce / 2) ? 1 : 0;
    }

    private static void Approach(Span<double> filtered, Vec3 measured, double share, double limit)
    {
        filtered[0] += share * (Math.Clamp(measured.X, -limit, limit) - filtered[0]);
        filtered[1] += share * (Math.Clamp(measured.Y, -limit, limit) - filtered[1]);
        filtered[2] += share * (Math.Clamp(measured.Z, -limit, limit) - filtered[2]);
    }
}
