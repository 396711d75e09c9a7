using System.Globalization;
using System.Reflection;
using System.Text;
using IntervenGen.Core;
using Silk.NET.OpenGL;

namespace IntervenGen.Rendering.Gl;

/// <summary>A compiled pair of shaders.</summary>
internal sealed class ShaderProgram : IDisposable
{
    private readonly GL _gl;

    /// <param name="device">The context.</param>
    /// <param name="vertex">Name of the vertex shader's file.</param>
    /// <param name="fragment">Name of the fragment shader's file.</param>
    /// <param name="defines">What the preprocessor knows, such as <c>KIND 2</c>.</param>
    public ShaderProgram(RenderDevice device, string vertex, string fragment, IReadOnlyList<string> defines)
    {
        _gl = device.Gl;
        uint upper = Compile(ShaderType.VertexShader, vertex, defines), lower = Compile(ShaderType.FragmentShader, fragment, defines);
        Id = _gl.CreateProgram();
        _gl.AttachShader(Id, upper);
        _gl.AttachShader(Id, lower);
        _gl.LinkProgram(Id);
        _gl.DeleteShader(upper);
        _gl.DeleteShader(lower);
        if (_gl.GetProgram(Id, ProgramPropertyARB.LinkStatus) == 0)
            throw Failed($"{vertex}, {fragment}", _gl.GetProgramInfoLog(Id));
        (FirstPlace, TilePlace) = (Place("uFirst"), Place("uTile"));
    }

    /// <summary>Where a mesh's first item is told.</summary>
    public int FirstPlace { get; }

    /// <summary>Where the sky's tile is told.</summary>
    public int TilePlace { get; }

    public uint Id { get; }

    public void Use() => _gl.UseProgram(Id);

    private int Place(string uniform) => _gl.GetUniformLocation(Id, uniform);

    public void Set(string uniform, int value) => _gl.ProgramUniform1(Id, Place(uniform), value);

    public void Set(string uniform, float x, float y) => _gl.ProgramUniform2(Id, Place(uniform), x, y);

    public void Set3(string uniform, ReadOnlySpan<float> values) =>
        _gl.ProgramUniform3(Id, Place(uniform), (uint)values.Length / 3, values);

    public void Set4(string uniform, ReadOnlySpan<float> values) =>
        _gl.ProgramUniform4(Id, Place(uniform), (uint)values.Length / 4, values);

    public void Dispose() => _gl.DeleteProgram(Id);

    private uint Compile(ShaderType type, string file, IReadOnlyList<string> defines)
    {
        var text = new StringBuilder("#version 450 core\n");
        foreach (string define in defines)
            text.Append(CultureInfo.InvariantCulture, $"#define {define}\n");
        text.Append(Read("common.glsl")).Append(Read(file));
        uint shader = _gl.CreateShader(type);
        _gl.ShaderSource(shader, text.ToString());
        _gl.CompileShader(shader);
        if (_gl.GetShader(shader, ShaderParameterName.CompileStatus) == 0)
            throw Failed($"{file} ({string.Join(", ", defines)})", _gl.GetShaderInfoLog(shader));
        return shader;
    }

    private static NativeException Failed(string what, string log) =>
        new("OpenGL", "shader", 0, $"{what}: {log.ReplaceLineEndings(" ").Trim()}");

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
