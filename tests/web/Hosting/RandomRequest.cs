namespace DmlStudio.Tests.Web.Hosting;

/// <summary>A request to send.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Foreign">Whether it comes by a foreign name or from a foreign page, so that nothing may be answered.</param>
/// <param name="Told">Its beginning, for a failure's message.</param>
internal sealed record RandomRequest(byte[] Bytes, bool Foreign, string Told);
