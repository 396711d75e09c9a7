namespace IntervenGen;

/// <summary>A picture or film of a report.</summary>
/// <param name="Section">Heading under which it is shown.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="File">Its path, relative to the run's folder.</param>
internal sealed record ReportPicture(string Section, string Caption, string File);
