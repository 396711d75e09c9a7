using IntervenGen.Rendering.Gl;
using IntervenGen.Rendering.Scene;
using Silk.NET.OpenGL;

namespace IntervenGen.Rendering;

/// <summary>Draws runs of items into tiles: what OpenGL holds of a model, and the programs.</summary>
internal sealed unsafe class ScenePainter : IDisposable
{
    private const int BoxIndices = 36, BoxCorners = 8, TextureUnit = 0, SkyUnit = 1, ShadowUnit = 2;
    private const uint GeomsBinding = 0, PosesBinding = 1, ItemsBinding = 2, TilesBinding = 3, LanesBinding = 4;
    private const uint SegmentsBuffer = 1;

    // Corner i has x in bit 0, y in bit 1 and z in bit 2; two triangles a face, counterclockwise from outside.
    private static readonly byte[] s_box =
        [1, 3, 7, 1, 7, 5, 0, 4, 6, 0, 6, 2, 2, 6, 7, 2, 7, 3, 0, 1, 5, 0, 5, 4, 4, 5, 7, 4, 7, 6, 0, 2, 3, 0, 3, 1];

    private readonly GL _gl;
    private readonly RenderDevice _device;
    private readonly ShapeTable _shapes;
    private readonly ShaderProgram?[] _programs = new ShaderProgram?[DrawRun.Programs];
    private readonly ShaderProgram?[] _depthPrograms = new ShaderProgram?[DrawRun.Programs];
    private readonly ShaderProgram? _sky;
    private readonly string[] _defines;
    private readonly Action<ShaderProgram> _light;
    private readonly StorageBuffer<GeomRow> _geoms;
    private readonly StorageBuffer<System.Numerics.Vector4> _poses;
    private readonly StorageBuffer<ScenePass.Item> _items;
    private readonly StorageBuffer<TileRow> _tiles;
    private readonly StorageBuffer<LaneRow> _lanes;
    private readonly uint _boxes, _meshes, _meshVertices, _meshIndices, _textures, _skyTexture;
    private uint _boxIndices;
    private int _boxCapacity;

    public ScenePainter(RenderDevice device, ShapeTable shapes, TextureTable textures, LightTable lights, IReadOnlyList<string> defines,
        float near, float shadowBias)
    {
        _device = device;
        _gl = device.Gl;
        _shapes = shapes;
        _defines = [.. defines, $"LIGHTS {lights.Count}", "SHINY",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"NEAR {near:0.0########}")];
        _geoms = new StorageBuffer<GeomRow>(_gl, GeomsBinding, shapes.Rows.Length);
        _poses = new StorageBuffer<System.Numerics.Vector4>(_gl, PosesBinding, 3 * shapes.Rows.Length);
        _items = new StorageBuffer<ScenePass.Item>(_gl, ItemsBinding, shapes.Rows.Length);
        _tiles = new StorageBuffer<TileRow>(_gl, TilesBinding, 1);
        _lanes = new StorageBuffer<LaneRow>(_gl, LanesBinding, 1);
        _boxes = _gl.CreateVertexArray();
        _meshes = _gl.CreateVertexArray();
        if (shapes.Meshes.Ranges.Count > 0)
            (_meshVertices, _meshIndices) = SendMeshes(shapes.Meshes);
        _textures = SendTextures(textures);
        _skyTexture = SendSky(textures);
        if (_skyTexture != 0)
        {
            _sky = new ShaderProgram(device, "sky.vert.glsl", "sky.frag.glsl", defines);
            _sky.Set("uSky", SkyUnit);
        }

        _light = program =>
        {
            program.Set3("uAmbient", lights.Ambient);
            program.Set3("uHeadDiffuse", lights.HeadDiffuse);
            program.Set3("uHeadSpecular", lights.HeadSpecular);
            if (lights.Count > 0)
            {
                program.Set3("uDiffuse", lights.Diffuse);
                program.Set4("uSpecular", lights.Specular);
            }

            program.Set("uTextures", TextureUnit);
            program.Set("uShadow", ShadowUnit);
            program.Set("uShadowNear", near, shadowBias);
        };
    }

    /// <summary>Sends what a pass holds.</summary>
    public void Send(ScenePass pass)
    {
        Send(_geoms, pass.Rows);
        Send(_poses, pass.Poses);
        Send(_items, pass.Items);
        Send(_tiles, pass.Tiles);
        Send(_lanes, pass.Lanes);
        if (_textures != 0)
            _gl.BindTextureUnit(TextureUnit, _textures);
        if (_skyTexture != 0)
            _gl.BindTextureUnit(SkyUnit, _skyTexture);
    }

    public void UseShadows(uint texture) => _gl.BindTextureUnit(ShadowUnit, texture);

    /// <summary>Draws into a target: what hides first, then the sky, then what is seen through.</summary>
    /// <param name="pass">What was sent.</param>
    /// <param name="target">Where to.</param>
    /// <param name="first">The pass's tile that is the target's first.</param>
    /// <param name="tiles">Number of tiles.</param>
    /// <param name="depthOnly">Whether only depth counts, as in a shadow map.</param>
    public void Draw(ScenePass pass, TileTarget target, int first, int tiles, bool depthOnly)
    {
        _gl.Enable(EnableCap.DepthTest);
        _gl.Enable(EnableCap.CullFace);
        _gl.Enable(EnableCap.ScissorTest);
        _gl.DepthFunc(DepthFunction.Gequal);
        _gl.DepthMask(true);
        // Depth is near / z: 1 at the nearest distance, 0 infinitely far away, and as exact everywhere as single precision is.
        _gl.ClipControl(ClipControlOrigin.LowerLeft, ClipControlDepth.ZeroToOne);
        // The picture's top is OpenGL's lowest row, so that what is read back stands upright; front faces then turn the other way.
        _gl.FrontFace(FrontFaceDirection.CW);
        _gl.Disable(EnableCap.Blend);
        for (int program = 0; program < pass.Solid.Length; program++)
            DrawRuns(pass.Solid[program].Span, target, first, tiles, depthOnly);
        if (depthOnly)
            return;
        DrawSky(target, first, tiles);
        _gl.Enable(EnableCap.Blend);
        _gl.BlendFunc(BlendingFactor.SrcAlpha, BlendingFactor.OneMinusSrcAlpha);
        _gl.DepthMask(false);
        // What is seen through is what is behind it.
        _gl.ColorMask(SegmentsBuffer, false, false, false, false);
        DrawRuns(pass.Veils.Span, target, first, tiles, depthOnly);
        _gl.ColorMask(SegmentsBuffer, true, true, true, true);
        _gl.DepthMask(true);
    }

    public void Dispose()
    {
        foreach (ShaderProgram? program in (IEnumerable<ShaderProgram?>)[.. _programs, .. _depthPrograms, _sky])
            program?.Dispose();
        foreach (IDisposable buffer in (IDisposable[])[_geoms, _poses, _items, _tiles, _lanes])
            buffer.Dispose();
        _gl.DeleteVertexArray(_boxes);
        _gl.DeleteVertexArray(_meshes);
        foreach (uint buffer in (uint[])[_boxIndices, _meshVertices, _meshIndices])
        {
            if (buffer != 0)
                _gl.DeleteBuffer(buffer);
        }

        foreach (uint texture in (uint[])[_textures, _skyTexture])
        {
            if (texture != 0)
                _gl.DeleteTexture(texture);
        }
    }

    private static void Send<T>(StorageBuffer<T> buffer, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        buffer.Reserve(elements.Length);
        elements.CopyTo(buffer.Elements);
        buffer.Send(elements.Length);
    }

    private void DrawRuns(ReadOnlySpan<DrawRun> runs, TileTarget target, int first, int tiles, bool depthOnly)
    {
        int used = -1, placed = -1;
        ShaderProgram? program = null;
        foreach (ref readonly DrawRun run in runs)
        {
            int tile = run.Tile - first;
            if ((uint)tile >= (uint)tiles)
                continue;
            if (run.Program != used)
            {
                program = Begin(run.Program, depthOnly);
                used = run.Program;
            }

            if (tile != placed)
                Place(target, tile);
            placed = tile;
            if (run.Mesh >= 0)
                DrawMesh(run, program!);
            else
                DrawBoxes(run);
        }
    }

    private ShaderProgram Begin(int index, bool depthOnly)
    {
        var kind = (ShapeKind)(index / 2);
        ShaderProgram?[] programs = depthOnly ? _depthPrograms : _programs;
        ShaderProgram program = programs[index] ??= Make(kind, textured: index % 2 == 1, depthOnly);
        program.Use();
        // A ray needs the far side of a round shape's box: the near one may lie behind the eye.
        _gl.CullFace(kind is ShapeKind.Box or ShapeKind.Mesh ? TriangleFace.Back : TriangleFace.Front);
        _gl.BindVertexArray(kind == ShapeKind.Mesh ? _meshes : _boxes);
        return program;
    }

    private ShaderProgram Make(ShapeKind kind, bool textured, bool depthOnly)
    {
        List<string> defines = [.. _defines, $"KIND {(int)kind}"];
        if (textured)
            defines.Add("TEXTURED");
        if (depthOnly)
            defines.Add("DEPTH_ONLY");
        var program = new ShaderProgram(_device, "shape.vert.glsl", "shape.frag.glsl", defines);
        if (!depthOnly)
            _light(program);
        return program;
    }

    private void Place(TileTarget target, int tile)
    {
        (int x, int y) = target.Corner(tile);
        _gl.Viewport(x, y, (uint)target.TileWidth, (uint)target.TileHeight);
        _gl.Scissor(x, y, (uint)target.TileWidth, (uint)target.TileHeight);
    }

    private void DrawBoxes(in DrawRun run)
    {
        if (_boxCapacity < run.Count)
            GrowBoxes(run.Count);
        _gl.DrawElementsBaseVertex(
            PrimitiveType.Triangles, (uint)(BoxIndices * run.Count), DrawElementsType.UnsignedInt, (void*)0, BoxCorners * run.First);
    }

    private void DrawMesh(in DrawRun run, ShaderProgram program)
    {
        MeshTable.Range range = _shapes.Meshes.Ranges[run.Mesh];
        _gl.Uniform1(program.FirstPlace, run.First);
        _gl.DrawElementsInstancedBaseVertex(
            PrimitiveType.Triangles, (uint)range.Indices, DrawElementsType.UnsignedInt, (void*)(nint)(sizeof(uint) * range.FirstIndex),
            (uint)run.Count, range.FirstVertex);
    }

    private void DrawSky(TileTarget target, int first, int tiles)
    {
        if (_sky is null)
            return;
        _sky.Use();
        _gl.BindVertexArray(_boxes);
        _gl.Disable(EnableCap.CullFace);
        for (int tile = 0; tile < tiles; tile++)
        {
            Place(target, tile);
            _gl.Uniform1(_sky.TilePlace, first + tile);
            _gl.DrawArrays(PrimitiveType.Triangles, 0, 3);
        }

        _gl.Enable(EnableCap.CullFace);
    }

    private void GrowBoxes(int count)
    {
        _boxCapacity = Math.Max(count, 2 * _boxCapacity);
        var indices = new uint[BoxIndices * _boxCapacity];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = (uint)((i / BoxIndices * BoxCorners) + s_box[i % BoxIndices]);
        if (_boxIndices != 0)
            _gl.DeleteBuffer(_boxIndices);
        _boxIndices = Buffer<uint>(indices);
        _gl.VertexArrayElementBuffer(_boxes, _boxIndices);
    }

    private (uint Vertices, uint Indices) SendMeshes(MeshTable meshes)
    {
        uint vertices = Buffer(meshes.Vertices), indices = Buffer(meshes.Indices);
        _gl.VertexArrayVertexBuffer(_meshes, 0, vertices, 0, (uint)sizeof(MeshVertex));
        _gl.VertexArrayElementBuffer(_meshes, indices);
        Span<(int Size, uint Offset)> parts = [(3, 0), (3, 12), (2, 24)];
        for (uint i = 0; i < parts.Length; i++)
        {
            _gl.EnableVertexArrayAttrib(_meshes, i);
            _gl.VertexArrayAttribFormat(_meshes, i, parts[(int)i].Size, VertexAttribType.Float, false, parts[(int)i].Offset);
            _gl.VertexArrayAttribBinding(_meshes, i, 0);
        }

        return (vertices, indices);
    }

    private uint Buffer<T>(ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        uint buffer = _gl.CreateBuffer();
        fixed (T* first = elements)
            _gl.NamedBufferStorage(buffer, (nuint)(elements.Length * sizeof(T)), first, BufferStorageMask.None);
        return buffer;
    }

    private uint SendTextures(TextureTable textures)
    {
        if (textures.Layers == 0)
            return 0;
        _gl.CreateTextures(TextureTarget.Texture2DArray, 1, out uint texture);
        uint side = (uint)textures.Side, levels = 1 + (uint)System.Numerics.BitOperations.Log2(side);
        _gl.TextureStorage3D(texture, levels, SizedInternalFormat.Rgba8, side, side, (uint)textures.Layers);
        _gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        fixed (byte* pixels = textures.LayerPixels)
        {
            _gl.TextureSubImage3D(
                texture, 0, 0, 0, 0, side, side, (uint)textures.Layers, PixelFormat.Rgb, PixelType.UnsignedByte, pixels);
        }

        _gl.GenerateTextureMipmap(texture);
        _gl.TextureParameter(texture, TextureParameterName.TextureMinFilter, (int)TextureMinFilter.LinearMipmapLinear);
        return texture;
    }

    private uint SendSky(TextureTable textures)
    {
        if (textures.SkyPixels.Length == 0)
            return 0;
        _gl.CreateTextures(TextureTarget.TextureCubeMap, 1, out uint texture);
        uint side = (uint)textures.SkySide;
        int bytes = 3 * textures.SkySide * textures.SkySide, faces = textures.SkyPixels.Length / bytes;
        _gl.TextureStorage2D(texture, 1, SizedInternalFormat.Rgba8, side, side);
        _gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        fixed (byte* pixels = textures.SkyPixels)
        {
            for (int face = 0; face < 6; face++)
            {
                _gl.TextureSubImage3D(
                    texture, 0, 0, 0, face, side, side, 1, PixelFormat.Rgb, PixelType.UnsignedByte, pixels + (bytes * (face % faces)));
            }
        }

        _gl.TextureParameter(texture, TextureParameterName.TextureMinFilter, (int)TextureMinFilter.Linear);
        return texture;
    }
}
