using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>Floats at a fixed address, aligned to 64 bytes, so that a load of the widest vector never straddles two cache lines.</summary>
internal sealed class FloatBuffer
{
    private const int LineBytes = 64, LineFloats = LineBytes / sizeof(float);

    /// <summary>Largest length of a buffer.</summary>
    public const int MaxLength = 0x7FFFFFC7 - LineFloats;

    private float[] _array = [];
    private int _first;

    /// <summary>Allocates a buffer of a length, zeroed.</summary>
    public FloatBuffer(int length = 0) => Reserve(length);

    public int Length { get; private set; }

    public Span<float> Span => _array.AsSpan(_first, Length);

    /// <summary>The element at an offset, unchecked: the caller guarantees that the offset is valid.</summary>
    public ref float this[nint offset] => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _first + offset);

    /// <summary>Ensures a length; the content is lost if the buffer grows, and kept otherwise.</summary>
    /// <exception cref="OverflowException">The length is more than an array can hold.</exception>
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
