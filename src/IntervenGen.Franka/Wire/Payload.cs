using IntervenGen.Numerics;

namespace IntervenGen.Franka.Wire;

/// <summary>A payload beyond the configured end effector.</summary>
/// <param name="mass">Kilograms.</param>
/// <param name="flangeFromCentre">Centre of mass in the flange, metres.</param>
/// <param name="inertia">About the centre of mass, flange axes, kg·m².</param>
public readonly struct Payload(double mass, Vec3 flangeFromCentre, InertiaNumbers inertia)
{
    /// <summary>Mass of the payload, kilograms.</summary>
    public double Mass { get; } = mass;

    /// <summary>Centre of mass in the flange, metres.</summary>
    public Vec3 FlangeFromCentre { get; } = flangeFromCentre;

    /// <summary>About the centre of mass, flange axes, kg·m².</summary>
    public InertiaNumbers Inertia { get; } = inertia;

    /// <summary>Writes mass, centre and inertia, shape [13].</summary>
    public void WriteTo(Span<double> numbers)
    {
        numbers[0] = Mass;
        FlangeFromCentre.WriteTo(numbers[1..]);
        Inertia.CopyTo(numbers[4..]);
    }
}
