using System.Numerics;
using System.Runtime.InteropServices;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Rendering.Scene;

/// <summary>A lane's part of the buffer <c>Lanes</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LaneRow
{
    public Vector4 ShadowX, ShadowY, ShadowW, ShadowRect;
    public fixed float Position[4 * LightTable.MaxLights];
    public fixed float Direction[4 * LightTable.MaxLights];
}

/// <summary>The lights of a model: colours are the same in all lanes, places are read from each.</summary>
internal sealed unsafe class LightTable
{
    public const int MaxLights = 4;

    // mjtLightType of newer releases; older ones know yes and no.
    private const int Directional = 1;
    private const float NoCutoff = -2;

    private readonly int[] _ids;
    private readonly bool[] _isDirectional;
    private readonly float[] _cutoffs;

    public LightTable(MjModel model)
    {
        MjLook look = model.Look;
        for (int k = 0; k < 3; k++)
        {
            Ambient[k] = look.HasHeadlight == 1 ? look.Headlight[k] : 0;
            HeadDiffuse[k] = look.HasHeadlight == 1 ? look.Headlight[3 + k] : 0;
            HeadSpecular[k] = look.HasHeadlight == 1 ? look.Headlight[6 + k] : 0;
        }

        int all = model.Size("nlight");
        ReadOnlySpan<byte> shadows = all == 0 ? default : model.Bytes("light_castshadow");
        // The brightest count where there are more than can be drawn.
        _ids = [.. Enumerable.Range(0, all).Where(id => model.Bytes("light_active")[id] != 0)
            .OrderByDescending(id => model.Singles("light_diffuse").Slice(3 * id, 3).ToArray().Sum()).Take(MaxLights).Order()];
        _isDirectional = [.. _ids.Select(id => model.HasField("light_directional")
            ? model.Bytes("light_directional")[id] != 0
            : model.Integers("light_type")[id] == Directional)];
        _cutoffs = [.. _ids.Select((id, i) =>
            _isDirectional[i] || model.Singles("light_cutoff")[id] >= 90
                ? NoCutoff
                : MathF.Cos(model.Singles("light_cutoff")[id] * MathF.PI / 180))];
        Diffuse = new float[3 * _ids.Length];
        Specular = new float[4 * _ids.Length];
        for (int i = 0; i < _ids.Length; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                Diffuse[(3 * i) + k] = model.Singles("light_diffuse")[(3 * _ids[i]) + k];
                Specular[(4 * i) + k] = model.Singles("light_specular")[(3 * _ids[i]) + k];
                Ambient[k] += model.Singles("light_ambient")[(3 * _ids[i]) + k];
            }

            Specular[(4 * i) + 3] = _cutoffs[i] == NoCutoff ? 0 : model.Singles("light_exponent")[_ids[i]];
            if (Caster < 0 && shadows[_ids[i]] != 0)
                Caster = i;
        }
    }

    public int Count => _ids.Length;

    /// <summary>Which of them casts shadows; −1 for none.</summary>
    public int Caster { get; } = -1;

    public float[] Ambient { get; } = new float[3];

    public float[] HeadDiffuse { get; } = new float[3];

    public float[] HeadSpecular { get; } = new float[3];

    public float[] Diffuse { get; }

    public float[] Specular { get; }

    public static Vector3 CentreOf(in MjLook look)
    {
        fixed (double* centre = look.Centre)
            return new Vector3((float)centre[0], (float)centre[1], (float)centre[2]);
    }

    /// <summary>Writes where a world's lights are.</summary>
    /// <param name="positions">The world's <c>light_xpos</c>.</param>
    /// <param name="directions">The world's <c>light_xdir</c>.</param>
    /// <param name="row">Result.</param>
    public void Write(ReadOnlySpan<double> positions, ReadOnlySpan<double> directions, ref LaneRow row)
    {
        for (int i = 0; i < _ids.Length; i++)
        {
            int from = 3 * _ids[i];
            for (int k = 0; k < 3; k++)
            {
                float direction = (float)directions[from + k];
                row.Direction[(4 * i) + k] = direction;
                row.Position[(4 * i) + k] = _isDirectional[i] ? -direction : (float)positions[from + k];
            }

            row.Direction[(4 * i) + 3] = _cutoffs[i];
            row.Position[(4 * i) + 3] = _isDirectional[i] ? 0 : 1;
        }
    }

    /// <summary>Where the light that casts shadows shines from: one from afar is set 20 radii away.</summary>
    public Vector3 CasterPosition(in LaneRow row, Vector3 centre, float radius)
    {
        int at = 4 * Caster;
        var place = new Vector3(row.Position[at], row.Position[at + 1], row.Position[at + 2]);
        return _isDirectional[Caster] ? centre + (Vector3.Normalize(place) * (20 * radius)) : place;
    }
}
