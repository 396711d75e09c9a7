using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Interop.Egl;
using Silk.NET.OpenGL;

namespace IntervenGen.Rendering.Gl;

/// <summary>A context of OpenGL and its functions.</summary>
internal sealed class RenderDevice : IDisposable
{
    private readonly EglContext _context;
    private static readonly string[] s_software = ["llvmpipe", "softpipe", "swrast"];

    public RenderDevice(int? index)
    {
        _context = EglContext.Open(index);
        try
        {
            Gl = GL.GetApi(EglContext.AddressOf);
            Name = Gl.GetStringS(StringName.Renderer) ?? "unknown";
            Version = Gl.GetStringS(StringName.Version) ?? "unknown";
            IsSoftware = s_software.Any(word => Name.Contains(word, StringComparison.OrdinalIgnoreCase));
            MaxSide = Math.Min(Gl.GetInteger(GetPName.MaxTextureSize), 16384);
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    public GL Gl { get; }

    public string Name { get; }

    public string Version { get; }

    public bool IsSoftware { get; }

    /// <summary>Most pixels along a side of a target.</summary>
    public int MaxSide { get; }

    public string Device => _context.Device;

    /// <summary>Makes the context current: another renderer of this thread may have had its turn.</summary>
    public void Use() => _context.Use();

    /// <summary>Turns what OpenGL complains about into an exception.</summary>
    public void Check(string what)
    {
        GLEnum error = Gl.GetError();
        if (error != GLEnum.NoError)
            throw new NativeException("OpenGL", what, (int)error, string.Create(CultureInfo.InvariantCulture, $"{error} on {Name}"));
    }

    public void Dispose()
    {
        Gl.Dispose();
        _context.Dispose();
    }
}
