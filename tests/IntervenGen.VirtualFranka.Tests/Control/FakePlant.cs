using IntervenGen.Franka.Model;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Tests.Control;

/// <summary>An arm without physics: a test sets what is measured, and sees the torques that come.</summary>
internal sealed class FakePlant : IArmPlant
{
    private const int Joints = FrankaArm.Joints;

    public double[] Positions { get; } = Ready();

    public double[] Velocities { get; } = new double[Joints];

    public double[] Accelerations { get; } = new double[Joints];

    public double[] Contacts { get; } = new double[Joints];

    public double[] Torques { get; } = new double[Joints];

    public double[] Friction { get; } = new double[Joints];

    public double FrictionLeft { get; private set; }

    public ReadOnlySpan<double> FrictionTorques => Friction;

    public int Steps { get; private set; }

    public static double[] Ready()
    {
        double[] positions = new double[Joints];
        VirtualRobotOptions.Ready.CopyTo(positions);
        return positions;
    }

    public void Read(Span<double> positions, Span<double> velocities, Span<double> accelerations, Span<double> contacts)
    {
        Positions.CopyTo(positions);
        Velocities.CopyTo(velocities);
        Accelerations.CopyTo(accelerations);
        Contacts.CopyTo(contacts);
    }

    public void Step(ReadOnlySpan<double> torques, double fingerForce, double frictionLeft)
    {
        FrictionLeft = frictionLeft;
        torques.CopyTo(Torques);
        Steps++;
    }
}
