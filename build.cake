// The targets are thin: what they do stands in tools/, so that it is the same with and without Cake.
var target = Argument("target", "Default");
var filter = Argument("filter", "");

Task("Native")
    .Description("Installs what is missing and builds the native libraries")
    .Does(() => Run("tools/setup", "--without-cli"));

Task("Build")
    .Description("Builds the whole solution in Release")
    .IsDependentOn("Native")
    .Does(() => DotNetBuild("IntervenGen.sln", new DotNetBuildSettings { Configuration = "Release" }));

Task("Test")
    .Description("Runs every test; --filter=WORD for some of them")
    .Does(() => Run("tools/test", filter));

Task("Bench")
    .Description("Runs the benchmark projects; --filter=PATTERN for some of them")
    .IsDependentOn("Build")
    .Does(() =>
    {
        var projects = GetFiles("benchmarks/*/*.csproj");
        if (projects.Count == 0)
            throw new CakeException("there is no project in benchmarks/");
        foreach (var project in projects)
        {
            Information("{0}", project.GetFilenameWithoutExtension());
            var arguments = new ProcessArgumentBuilder().Append("--filter").AppendQuoted(filter == "" ? "*" : filter);
            DotNetRun(project.FullPath, arguments, new DotNetRunSettings { Configuration = "Release", NoBuild = true });
        }
    });

Task("Demo")
    .Description("Runs igen demo")
    .Does(() => Run("tools/igen", "demo"));

Task("Clean")
    .Description("Removes everything that a build made")
    .Does(() =>
    {
        var force = new DeleteDirectorySettings { Recursive = true, Force = true };
        var folders = GetDirectories("./{src,tests,benchmarks}/*/{bin,obj}");
        foreach (var name in new[] { "./native/build", "./artifacts" })
        {
            if (DirectoryExists(name))
                folders.Add(Directory(name));
        }

        DeleteDirectories(folders, force);
    });

Task("Default")
    .Description("Builds and tests")
    .IsDependentOn("Test");

void Run(string program, string arguments)
{
    int code = StartProcess(MakeAbsolute(File(program)), new ProcessSettings { Arguments = arguments });
    if (code != 0)
        throw new CakeException($"{program} {arguments} failed with exit code {code}");
}

RunTarget(target);
