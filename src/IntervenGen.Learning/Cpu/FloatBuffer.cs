using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>Floats that stay where they are, the first on a 64-byte boundary: a load of the widest vector never straddles two
/// lines.</summary>
internal sealed class FloatBuffer
{
    private const int LineBytes = 64, LineFloats = LineBytes / sizeof(float);

    /// <summary>Most floats in one.</summary>
    public const int MaxLength = 0x7FFFFFC7 - LineFloats;

    private float[] _array = [];
    private int _first;

    /// <summary>Makes one of a length, all zero.</summary>
    public FloatBuffer(int length = 0) => Reserve(length);

    public int Length { get; private set; }

    public Span<float> Span => _array.AsSpan(_first, Length);

    /// <summary>The element at an offset, unchecked: whoever computes an offset answers for it.</summary>
    public ref float this[nint offset] => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _first + offset);

    /// <summary>Makes room; what it held is lost where it grows, and kept, whatever it is, where it doesn't.</summary>
    /// <exception cref="OverflowException">More than an array holds.</exception>
    public void Reserve(long length)
    {
        Length = checked((int)length);
        if (_array.Length >= length + LineFloats)
            return;
        _array = GC.AllocateArray<float>(checked(Length + LineFloats), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        _first = (int)((LineBytes - (address & (LineBytes - 1))) & (LineBytes - 1)) / sizeof(float);
    }
}
