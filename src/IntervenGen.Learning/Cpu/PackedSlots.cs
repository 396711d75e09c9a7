using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>The packed parameters with their gradients and the optimiser's state.</summary>
internal sealed class PackedSlots
{
    private readonly FloatBuffer[] _slots;

    public PackedSlots(int total)
    {
        _slots = new FloatBuffer[Enum.GetValues<NetworkSlot>().Length];
        for (int i = 0; i < _slots.Length; i++)
            _slots[i] = new FloatBuffer(total);
    }

    public FloatBuffer Value => _slots[(int)NetworkSlot.Value];

    public FloatBuffer FirstMoment => _slots[(int)NetworkSlot.FirstMoment];

    public FloatBuffer SecondMoment => _slots[(int)NetworkSlot.SecondMoment];

    public FloatBuffer Average => _slots[(int)NetworkSlot.Average];

    public FloatBuffer Gradient => _slots[(int)NetworkSlot.Gradient];

    public FloatBuffer this[NetworkSlot slot] => Enum.IsDefined(slot)
        ? _slots[(int)slot]
        : throw new ArgumentOutOfRangeException(nameof(slot), slot, "no such slot");
}
