using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Interop.Tests.MuJoCo;

/// <summary>Models that somebody else wrote: where their files are found, and what their compiler may do.</summary>
public sealed class MjcfSourceTests : IDisposable
{
    private const string Part = "<mujocoinclude><worldbody><geom name=\"included\" size=\"1\"/></worldbody></mujocoinclude>";
    private const string Whole = "<mujoco><include file=\"part.xml\"/></mujoco>";
    private const string Meshed =
        "<mujoco><asset><mesh name=\"m\" file=\"shape.stl\"/></asset><worldbody><geom name=\"g\" type=\"mesh\" mesh=\"m\"/></worldbody></mujoco>";

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-mjcf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Texts that make MuJoCo's compiler crash, abort, run out of memory or refuse, and what is said of them.</summary>
    /// <remarks>After a bar: what a 3.x says, which refuses what 2.2.2 crashed on.</remarks>
    public static TheoryData<string, string> Hostile => new()
    {
        { "<mujoco><asset><texture name='t' type='2d' builtin='flat' width='40000' height='40000'/></asset><worldbody/></mujoco>", "SIGSEGV|texture" },
        { "<mujoco><worldbody><body><composite type='grid' count='1000 1000 1' spacing='1'><geom size='0.1'/></composite></body></worldbody></mujoco>", "1024 MB|'spacing'" },
        { "<mujoco><asset><texture name='t' type='cube' builtin='gradient' width='20000' height='20000'/></asset></mujoco>", "allocate memory|too large" },
        { "<mujoco><size nstack='400000000'/><worldbody/></mujoco>", "allocate memory" },
        { "<mujoco><size nstack='20000000'/><worldbody/></mujoco>", "at most 64 MB" },
        { "<mujoco><asset><texture name='t' type='2d' builtin='flat' width='5000' height='5000'/></asset></mujoco>", "at most 48 MB" },
        { "<mujoco><extension><plugin plugin='mujoco.elasticity.cable'/></extension></mujoco>", "" },
        { "<mujoco><include file='/dev/zero'/></mujoco>", "/dev/zero" },
        { "<mujoco><asset><hfield name='h' file='/dev/zero' size='1 1 1 1'/></asset></mujoco>", "'/dev/zero' is no regular file" },
        { "<mujoco", "XML" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_the_compiler_does_with_a_given_text_is_one_line(string text, string reason)
    {
        var clock = Stopwatch.StartNew();
        string message = Refused(() => MjcfSource.Given(text, "hostile").Compile());
        Assert.StartsWith("hostile: the model does not compile: ", message, StringComparison.Ordinal);
        Assert.Contains(reason.Split('|'), word => message.Contains(word, StringComparison.Ordinal));
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void A_height_field_with_an_impossible_size_is_one_line()
    {
        // Two sizes in front of the heights: 2 x 1,073,741,824.
        File.WriteAllBytes(Place("heights.bin"), [2, 0, 0, 0, 0, 0, 0, 0x40]);
        string file = Write(
            "scene.xml", "<mujoco><asset><hfield name='h' file='heights.bin' size='1 1 1 1'/></asset><worldbody><geom type='hfield' hfield='h'/></worldbody></mujoco>");
        Assert.StartsWith("scene.xml: the model does not compile: ", Refused(() => MjcfSource.Read(file).Compile()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compilation_without_end_ends_in_time()
    {
        string text = $"<mujoco><worldbody>{string.Concat(Enumerable.Repeat("<geom size='1'/>", 200_000))}</worldbody></mujoco>";
        var clock = Stopwatch.StartNew();
        Assert.Contains("longer than 8 s", Refused(() => MjcfSource.Given(text, "slow").Compile()), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 7, 10);
    }

    [Fact]
    public void A_given_model_leaves_nothing_in_the_folder_for_temporary_files()
    {
        string[] before = Temporary();
        MjcfSource.Given(MuJoCoTests.Pendulum, "given").Compile().Dispose();
        Refused(() => MjcfSource.Given("<mujoco><size nstack='400000000'/></mujoco>", "given").Compile());
        Assert.Equal(before, Temporary());
    }

    [Fact]
    public void An_include_is_found_where_the_model_lies()
    {
        Write("part.xml", Part);
        using MjModel model = MjcfSource.Read(Write("scene.xml", Whole)).Compile();
        Assert.Equal(0, model.Id("geom", "included"));
    }

    [Fact]
    public void An_include_in_an_include_is_found_from_the_models_own_folder()
    {
        Directory.CreateDirectory(Place("inner"));
        Write("part.xml", Part);
        Write("inner/outer.xml", "<mujocoinclude><include file='part.xml'/></mujocoinclude>");
        using MjModel model = MjcfSource.Read(Write("scene.xml", "<mujoco><include file='inner/outer.xml'/></mujoco>")).Compile();
        Assert.Equal(0, model.Id("geom", "included"));
    }

    [Fact]
    public void An_include_by_an_absolute_path_is_found()
    {
        string part = Write("part.xml", Part);
        using MjModel model = MjcfSource.Read(Write("scene.xml", $"<mujoco><include file='{part}'/></mujoco>")).Compile();
        Assert.Equal(0, model.Id("geom", "included"));
    }

    [Fact]
    public void A_mesh_is_found_where_the_model_lies()
    {
        WriteShape(1);
        using MjModel model = MjcfSource.Read(Write("scene.xml", Meshed)).Compile();
        Assert.Equal(4, model.Size("nmeshvert"));
    }

    [Fact]
    public void A_mesh_folder_is_taken_from_where_the_model_lies()
    {
        Directory.CreateDirectory(Place("shapes"));
        WriteShape(1, "shapes/shape.stl");
        string text = Meshed.Replace("<asset>", "<compiler meshdir='shapes'/><asset>", StringComparison.Ordinal);
        using MjModel model = MjcfSource.Read(Write("scene.xml", text)).Compile();
        Assert.Equal(4, model.Size("nmeshvert"));
    }

    [Fact]
    public void A_text_without_a_folder_finds_no_relative_file() =>
        Assert.Contains("part.xml", Refused(() => MjcfSource.Given(Whole, "given").Compile()), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_lies_in_the_folder_for_temporary_files_is_not_picked_up()
    {
        string stray = Path.Combine(Path.GetTempPath(), "igen-stray-part.xml");
        File.WriteAllText(stray, Part);
        try
        {
            string text = "<mujoco><include file='igen-stray-part.xml'/></mujoco>";
            Assert.Throws<UsageException>(() => MjModel.FromXml(text, "own"));
            Assert.Throws<UsageException>(() => MjcfSource.Given(text, "given").Compile());
        }
        finally
        {
            File.Delete(stray);
        }
    }

    [Fact]
    public void An_include_of_itself_is_refused()
    {
        Write("b.xml", "<m><include file='a.xml'/></m>");
        string file = Write("a.xml", "<mujoco><include file='b.xml'/></mujoco>");
        Assert.Contains("included twice", Refused(() => MjcfSource.Read(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_include_without_a_file_is_refused() =>
        Assert.Contains("an include has no file", Refused(() => MjcfSource.Read(Write("scene.xml", "<mujoco><include/></mujoco>"))), StringComparison.Ordinal);

    [Fact]
    public void A_comment_that_only_mujoco_forgives_does_not_hide_an_include()
    {
        Write("part.xml", Part);
        string file = Write("scene.xml", Whole.Replace("<include", "<!-- a -- b --><include", StringComparison.Ordinal));
        string before = MjcfSource.Read(file).Hash;
        using MjModel model = MjcfSource.Read(file).Compile();
        Assert.Equal(0, model.Id("geom", "included"));
        Write("part.xml", Part.Replace("size=\"1\"", "size=\"2\"", StringComparison.Ordinal));
        Assert.NotEqual(before, MjcfSource.Read(file).Hash);
    }

    [Fact]
    public void A_text_that_only_mentions_an_include_has_the_hash_of_its_bytes()
    {
        string text = "<mujoco ><!-- <include file='x'/> --></mujoco>";
        Assert.Equal(MjcfSource.Own(text, "own").Hash, MjcfSource.Read(Write("scene.xml", text)).Hash);
    }

    [Fact]
    public void An_include_that_is_no_xml_is_refused_without_its_content()
    {
        Write("part.xml", "root:x:0:0");
        string message = Refused(() => MjcfSource.Read(Write("scene.xml", Whole)));
        Assert.Contains("'part.xml' is no XML", message, StringComparison.Ordinal);
        Assert.DoesNotContain("root:x", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_include_that_nests_without_end_is_refused()
    {
        Write("part.xml", $"<m>{string.Concat(Enumerable.Repeat("<a>", 200_000))}{string.Concat(Enumerable.Repeat("</a>", 200_000))}</m>");
        Assert.Contains("deeper than 500", Refused(() => MjcfSource.Read(Write("scene.xml", Whole))), StringComparison.Ordinal);
    }

    [Fact]
    public void Entities_of_a_document_type_are_not_expanded()
    {
        string bomb = "<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><mujoco><worldbody><geom name='&b;' size='1'/></worldbody></mujoco>";
        using MjModel model = MjcfSource.Given(bomb, "bomb").Compile();
        Assert.Equal(0, model.Id("geom", "&b;"));
    }

    [Fact]
    public void A_pipe_in_place_of_a_model_is_refused_at_once() =>
        Assert.Contains("no regular file", Refused(() => MjcfSource.Read(Pipe("pipe.xml"))), StringComparison.Ordinal);

    [Fact]
    public void A_pipe_in_place_of_an_include_is_refused_at_once()
    {
        Pipe("part.xml");
        Assert.Contains("no regular file", Refused(() => MjcfSource.Read(Write("scene.xml", Whole))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_in_place_of_a_mesh_is_refused_at_once()
    {
        Pipe("shape.stl");
        string message = Refused(() => MjcfSource.Read(Write("scene.xml", Meshed)).Compile());
        Assert.Contains("'shape.stl' is no regular file", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero", "no regular file")]
    [InlineData("/tmp", "it is a folder")]
    [InlineData("/no/such/file.xml", "No such file")]
    public void Something_else_in_place_of_a_model_is_refused(string path, string reason) =>
        Assert.Contains($"'{path}' cannot be read: ", Refused(() => MjcfSource.Read(path), reason), StringComparison.Ordinal);

    [Fact]
    public void A_file_too_large_for_a_model_is_refused_unread()
    {
        string file = Place("huge.xml");
        using (FileStream stream = File.Create(file))
            stream.SetLength(20L << 30);
        Assert.Contains("more than 4194304 bytes", Refused(() => MjcfSource.Read(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
    {
        File.WriteAllBytes(Place("scene.xml"), [.. "<mujoco model=\""u8, 0xFF, 0xFE, .. "\"/>"u8]);
        Assert.Contains("not UTF-8", Refused(() => MjcfSource.Read(Place("scene.xml"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_without_files_has_the_hash_of_its_bytes()
    {
        // printf '<mujoco/>' | sha256sum
        Assert.Equal("99b1fb09f39f8f96", MjcfSource.Own("<mujoco/>", "own").Hash);
        Assert.Equal("99b1fb09f39f8f96", MjcfSource.Given("<mujoco/>", "given").Hash);
        Assert.Equal("99b1fb09f39f8f96", MjcfSource.Read(Write("scene.xml", "<mujoco/>")).Hash);
    }

    [Fact]
    public void The_hash_changes_with_an_included_file()
    {
        Write("part.xml", Part);
        string file = Write("scene.xml", Whole), before = MjcfSource.Read(file).Hash;
        Write("part.xml", Part.Replace("size=\"1\"", "size=\"2\"", StringComparison.Ordinal));
        Assert.NotEqual(before, MjcfSource.Read(file).Hash);
    }

    [Fact]
    public void The_hash_changes_with_a_mesh()
    {
        WriteShape(1);
        string file = Write("scene.xml", Meshed), before = MjcfSource.Read(file).Hash;
        WriteShape(2);
        Assert.NotEqual(before, MjcfSource.Read(file).Hash);
    }

    [Fact]
    public void The_hash_does_not_depend_on_the_folder()
    {
        WriteShape(1);
        Write("part.xml", Part);
        string text = Meshed.Replace("<asset>", "<include file='part.xml'/><asset>", StringComparison.Ordinal);
        string here = MjcfSource.Read(Write("scene.xml", text)).Hash;
        Directory.CreateDirectory(Place("elsewhere"));
        foreach (string name in (string[])["scene.xml", "part.xml", "shape.stl"])
            File.Copy(Place(name), Place("elsewhere/" + name));
        Assert.Equal(here, MjcfSource.Read(Place("elsewhere/scene.xml")).Hash);
    }

    [Fact]
    public void The_hash_changes_when_two_meshes_change_places()
    {
        string text = Meshed.Replace("</asset>", "<mesh name='n' file='other.stl'/></asset>", StringComparison.Ordinal);
        WriteShape(1);
        WriteShape(2, "other.stl");
        string file = Write("scene.xml", text), before = MjcfSource.Read(file).Hash;
        WriteShape(2);
        WriteShape(1, "other.stl");
        Assert.NotEqual(before, MjcfSource.Read(file).Hash);
    }

    private static string Refused(Action action, string reason = "")
    {
        string message = Assert.Throws<UsageException>(action).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        return message;
    }

    private static string[] Temporary() =>
        [.. Directory.GetFileSystemEntries(Path.GetTempPath(), "*igen*model*").Order(StringComparer.Ordinal)];

    private string Place(string name) => Path.Combine(_folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(Place(name), text);
        return Place(name);
    }

    private string Pipe(string name)
    {
        using Process process = Process.Start("mkfifo", Place(name));
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return Place(name);
    }

    // A tetrahedron as binary STL: 80 bytes of anything, the number of triangles, then normal, corners and 2 bytes each.
    private void WriteShape(float size, string name = "shape.stl")
    {
        using var writer = new BinaryWriter(File.Create(Place(name)));
        writer.Write(new byte[80]);
        float[][] corners = [[0, 0, 0], [size, 0, 0], [0, size, 0], [0, 0, size]];
        int[][] triangles = [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]];
        writer.Write(triangles.Length);
        foreach (int[] triangle in triangles)
        {
            writer.Write(new byte[12]);
            foreach (float coordinate in triangle.SelectMany(corner => corners[corner]))
                writer.Write(coordinate);
            writer.Write((short)0);
        }
    }
}
