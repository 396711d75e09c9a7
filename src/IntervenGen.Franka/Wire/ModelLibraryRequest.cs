namespace IntervenGen.Franka.Wire;

/// <summary>Processors that a controller has model libraries for.</summary>
public enum LibraryArchitecture : byte
{
    /// <summary>64-bit Intel and AMD.</summary>
    X64 = 0,

    /// <summary>32-bit Intel and AMD.</summary>
    X86 = 1,

    /// <summary>32-bit ARM.</summary>
    Arm = 2,

    /// <summary>64-bit ARM.</summary>
    Arm64 = 3,
}

/// <summary>Operating systems that a controller has model libraries for.</summary>
public enum LibrarySystem : byte
{
    /// <summary>The library is for Linux.</summary>
    Linux = 0,

    /// <summary>The library is for Windows.</summary>
    Windows = 1,
}

/// <summary>The body of a request for the model's shared library, up to version 9. Status and the file's bytes answer it.</summary>
/// <param name="Architecture">Processor.</param>
/// <param name="System">Operating system.</param>
public readonly record struct ModelLibraryRequest(LibraryArchitecture Architecture, LibrarySystem System)
{
    /// <summary>Bytes of the body.</summary>
    public const int Size = 2;

    /// <summary>Writes the request's body.</summary>
    public void Write(Span<byte> body)
    {
        body[0] = (byte)Architecture;
        body[1] = (byte)System;
    }

    /// <summary>Reads the request's body.</summary>
    /// <exception cref="FrankaProtocolException">It is too short.</exception>
    public static ModelLibraryRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return new ModelLibraryRequest((LibraryArchitecture)reader.Byte(), (LibrarySystem)reader.Byte());
    }
}
