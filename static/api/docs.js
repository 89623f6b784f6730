// Draws the API's description with Swagger UI. "Try it out" uses the browser's session, hence the CSRF token.
(function () {
  "use strict";
  function cookie(name) {
    const found = document.cookie.split("; ").find((part) => part.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }
  window.addEventListener("DOMContentLoaded", function () {
    const place = document.getElementById("docs");
    window.SwaggerUIBundle({
      url: place.dataset.schema,
      domNode: place,
      deepLinking: true,
      docExpansion: "none",
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
      requestInterceptor: function (request) {
        request.headers["X-CSRFToken"] = cookie("csrftoken");
        return request;
      },
    });
  });
})();
