import { describe, expect, it } from 'vitest';
import { findApp } from '../../harness/init/find-app.ts';
import { appFolder, commandsOf, drafted, routesOf, toolsWith, venv } from '../helpers/app-folder.ts';

const app =
  "from flask import Flask\n\napp = Flask(__name__)\n\n@app.route('/')\ndef home():\n    return 'x'\n";

describe('an app of Flask in one file', () => {
  const found = drafted({ 'app.py': app, 'requirements.txt': 'Flask==3.0\ngunicorn>=22\n' });

  it('is served by flask run, Gunicorn, Waitress and uWSGI of its own environment', () => {
    expect(commandsOf(found)).toEqual({
      dev: '.venv/bin/flask --app app:app run --host {host} --port {port}',
      prefork: '.venv/bin/gunicorn --bind {host}:{port} --workers {workers} app:app',
      threaded:
        '.venv/bin/gunicorn --bind {host}:{port} --worker-class gthread --workers 1 --threads {threads} app:app',
      waitress: '.venv/bin/waitress-serve --listen={host}:{port} --threads={threads} app:app',
      uwsgi:
        '.venv/bin/uwsgi --http-socket {host}:{port} --die-on-term --master --need-app --disable-logging --processes {workers} --add-header Connection:close --module app:app',
    });
    expect(found.draft.modes[0]?.config.development).toBe(true);
    expect(found.draft.comparedModes).toEqual(['dev', 'prefork', 'threaded']);
  });

  it('is known by the line that makes it', () => {
    expect(found.found.app).toMatchObject({
      callable: {
        framework: 'Flask',
        module: { name: 'app', root: '' },
        name: 'app',
        place: { file: 'app.py', line: 3 },
      },
    });
    expect(routesOf(found)).toEqual(['app.py:5 /']);
    expect(found.draft.unknown).toEqual([]);
  });

  it('is told of the file that Gunicorn reads as well', () => {
    const { draft } = drafted({ 'app.py': app, 'gunicorn.conf.py': 'workers = 9' });
    expect(draft.modes[1]?.comment).toContain(
      'gunicorn.conf.py counts as well, but for what stands on the line.',
    );
  });

  it('has what is not installed as comments, with the line that installs it', () => {
    const { draft } = drafted({ 'app.py': app }, toolsWith(venv('waitress', 'uwsgi')));
    const left = draft.modes.filter(({ off }) => off !== null);
    expect(left.map(({ name, off }) => [name, off])).toEqual([
      ['waitress', 'Waitress is not installed here: .venv/bin/python -m pip install waitress'],
      ['uwsgi', 'uWSGI is not installed here: .venv/bin/python -m pip install uwsgi'],
    ]);
    expect(draft.comparedModes).toBe(null);
  });

  it('is written with one mode where nothing is installed, and told how to install it', () => {
    const { draft } = drafted({ 'app.py': app, 'requirements.txt': 'flask' }, toolsWith(null));
    expect(draft.modes.filter(({ off }) => off === null).map(({ name }) => name)).toEqual(['dev']);
    expect(draft.unknown[0]).toEqual({
      what: 'a Python: none was found here',
      todo: 'python3 -m venv .venv && .venv/bin/pip install -r requirements.txt, then bench init --force',
      stops: true,
    });
  });

  it('is told what its list names and the environment lacks', () => {
    const { draft } = drafted({
      'app.py': app,
      'requirements.txt': 'Flask\nFlask_SQLAlchemy==3\n# no\nredis; os_name == "nt"\n',
    });
    expect(draft.unknown[0]).toEqual({
      what: 'whether it starts: .venv/bin/python lacks flask-sqlalchemy of requirements.txt',
      todo: '.venv/bin/python -m pip install -r requirements.txt, then bench init --force',
    });
  });

  it('is told which variables it cannot do without', () => {
    const config =
      "A = os.environ['SECRET_KEY']\nB = os.environ.get('B')\nos.environ['C'] = 'x'\nif 'D' in os.environ:\n    D = os.environ['D']\n";
    const { draft } = drafted({ 'app.py': app, 'config.py': config });
    expect(draft.unknown).toEqual([
      {
        what: 'variables that it cannot do without: SECRET_KEY (config.py:1)',
        todo: 'set them before bench run, or under env of each mode',
      },
    ]);
    expect(drafted({ 'app.py': app, 'config.py': config, '.env': '' }).draft.unknown).toEqual([]);
  });

  it.each([
    ['poetry.lock', 'poetry install, then poetry run bench init --force'],
    ['uv.lock', 'uv sync, then bench init --force'],
    ['Pipfile', 'pipenv install, then pipenv run bench init --force'],
  ])('with %s is installed by that tool', (file, todo) => {
    expect(drafted({ 'app.py': app, [file]: '' }, toolsWith(venv('flask'))).draft.unknown[0]?.todo).toBe(
      todo,
    );
  });
});

describe('where the callable of an app is', () => {
  const factory =
    'from flask import Flask\n\ndef create_app(test_config=None):\n    app = Flask(__name__)\n    return app\n';
  const prefork = (texts: Record<string, string>) =>
    drafted(texts).draft.modes.find(({ name }) => name === 'prefork')?.config;

  it('is a factory of a package', () => {
    const commands = commandsOf(drafted({ 'flaskr/__init__.py': factory }));
    expect(commands).toMatchObject({
      dev: '.venv/bin/flask --app flaskr:create_app() run --host {host} --port {port}',
      prefork: '.venv/bin/gunicorn --bind {host}:{port} --workers {workers} flaskr:create_app()',
      waitress:
        '.venv/bin/waitress-serve --listen={host}:{port} --threads={threads} --call flaskr:create_app',
    });
  });

  it('is a variable of a file at the top, made by a factory of a package', () => {
    const texts = {
      'microblog.py': 'from app import create_app\n\napp = create_app()\n',
      'app/__init__.py': factory,
    };
    expect(prefork(texts)?.command).toContain(' microblog:app');
  });

  it('is what wsgi.py has, also where another file has more of it', () => {
    const texts = {
      'wsgi.py': 'from shop.web import app as application\n',
      'shop/__init__.py': '',
      'shop/web.py': app,
    };
    expect(prefork(texts)?.command).toContain(' wsgi:application');
  });

  it('is under src, which modules are imported from', () => {
    expect(prefork({ 'src/shop/__init__.py': factory })).toMatchObject({
      command: expect.stringContaining(' shop:create_app()'),
      env: { PYTHONPATH: 'src' },
    });
  });

  it('is in a folder that is no package, where it is then started, with the environment from above', () => {
    expect(prefork({ 'backend/app.py': app, 'backend/db.py': '' })).toMatchObject({
      command: '../.venv/bin/gunicorn --bind {host}:{port} --workers {workers} app:app',
      cwd: 'backend',
    });
  });

  it('is in a folder that its own code imports as a package, though it has no __init__.py', () => {
    expect(prefork({ 'app/main.py': `from app.db import get\n${app}`, 'app/db.py': '' })).toMatchObject({
      command: expect.stringContaining(' app.main:app'),
    });
  });

  it('is not in tests, nor in a text', () => {
    expect(findApp(appFolder({ 'tests/test_app.py': app, 'notes.py': `"""\n${app}"""\n` })).app).toBe(null);
  });

  it('is not known where the factory wants to be given something, and the account says what', () => {
    const { draft } = drafted({
      'shop/__init__.py': 'def create_app(config):\n    app = Flask(__name__)\n    return app\n',
    });
    expect(draft.modes[0]?.comment[0]).toContain(
      'shop/__init__.py:1 makes it, but takes arguments: create_app(config)',
    );
    expect(draft.unknown.map(({ what }) => what)).toContain(
      'what create_app(config) is to be given (shop/__init__.py:1)',
    );
  });
});

describe('a project of Django', () => {
  const texts = {
    'manage.py': "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\n",
    'mysite/__init__.py': '',
    'mysite/settings.py':
      "DEBUG = True\nROOT_URLCONF = 'mysite.urls'\nWSGI_APPLICATION = 'mysite.wsgi.application'\n",
    'mysite/wsgi.py': 'application = get_wsgi_application()\n',
    'mysite/asgi.py': 'application = get_asgi_application()\n',
    'mysite/urls.py':
      "urlpatterns = [\n    path('admin/', admin.site.urls),\n    path('polls/', include('polls.urls')),\n    path('', views.home),\n]\n",
    'polls/urls.py':
      "urlpatterns = [\n    path('', views.index),\n    path('<int:id>/', views.detail),\n    path('latest/', views.latest),\n]\n",
  };

  it('is served by runserver, Gunicorn, Waitress, uWSGI, and Uvicorn where it has an asgi.py', () => {
    const found = drafted(texts);
    expect(commandsOf(found)).toMatchObject({
      dev: '.venv/bin/python manage.py runserver --noreload {host}:{port}',
      prefork: '.venv/bin/gunicorn --bind {host}:{port} --workers {workers} mysite.wsgi:application',
      async: '.venv/bin/uvicorn --host {host} --port {port} --no-access-log mysite.asgi:application',
    });
    expect(found.draft.comparedModes).toEqual(['dev', 'prefork', 'threaded']);
    expect(found.draft.modes[0]?.comment.join(' ')).toContain('DEBUG is True in mysite/settings.py:1');
    expect(found.draft.unknown.map(({ todo }) => todo)).toEqual(['.venv/bin/python manage.py migrate']);
  });

  it('answers what its URL configurations say, through those that they include, without the admin', () => {
    expect(routesOf(drafted(texts))).toEqual([
      'mysite/urls.py:4 /',
      'polls/urls.py:2 /polls/',
      'polls/urls.py:4 /polls/latest/',
    ]);
  });

  it('in a folder below is started there', () => {
    const below = Object.fromEntries(Object.entries(texts).map(([path, text]) => [`site/${path}`, text]));
    expect(drafted(below).draft.modes[0]?.config).toMatchObject({
      command: '../.venv/bin/python manage.py runserver --noreload {host}:{port}',
      cwd: 'site',
    });
    expect(routesOf(drafted(below))[0]).toBe('site/mysite/urls.py:4 /');
  });

  it('with settings in a folder, and expressions for URLs, is read as well', () => {
    const found = drafted({
      'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")\n',
      'config/settings/base.py':
        'ROOT_URLCONF = "config.urls"\nWSGI_APPLICATION = "config.wsgi.application"\n',
      'config/settings/local.py': 'from .base import *\nDEBUG = True\n',
      'config/urls.py':
        "urlpatterns = [\n  url(r'^$', home),\n  re_path(r'^about/$', about),\n  url(r'^(?P<slug>.+)/$', one),\n]\n",
    });
    expect(commandsOf(found).prefork).toContain(' config.wsgi:application');
    expect(routesOf(found)).toEqual(['config/urls.py:2 /', 'config/urls.py:3 /about/']);
  });

  it.each([
    ['DEBUG = False\nALLOWED_HOSTS = []', true],
    ["DEBUG = True\nALLOWED_HOSTS = ['shop.example']", true],
    ['DEBUG = True\nALLOWED_HOSTS = []', false],
    ["DEBUG = False\nALLOWED_HOSTS = ['127.0.0.1']", false],
    ["ALLOWED_HOSTS = ['*']", false],
    ["ALLOWED_HOSTS = env('HOSTS')", false],
  ])('with %j may not answer here: %s', (settings, said) => {
    const { draft } = drafted({
      ...texts,
      'mysite/settings.py': `${texts['mysite/settings.py'].slice(13)}${settings}\n`,
    });
    expect(draft.unknown.some(({ what }) => what.includes('ALLOWED_HOSTS in mysite/settings.py:'))).toBe(
      said,
    );
  });

  it('of Django REST framework answers what its routers have', () => {
    const found = drafted({
      ...texts,
      'mysite/urls.py':
        "router = DefaultRouter(trailing_slash=False)\nrouter.register(r'articles', ArticleViewSet)\nurlpatterns = [\n    url(r'^api/', include(router.urls)),\n    url(r'^tags/?$', tags),\n]\n",
    });
    expect(routesOf(found)).toEqual(['mysite/urls.py:5 /tags/', 'mysite/urls.py:2 /api/articles']);
  });

  it('beside others is taken alone, with its own list of packages, and the others are named', () => {
    const folder = appFolder({
      'ch1/manage.py': texts['manage.py'],
      'ch2/manage.py': texts['manage.py'],
      'ch2/requirements.txt': 'django\nblack\n',
    });
    expect(findApp(folder)).toMatchObject({
      app: { django: { root: 'ch1' }, requirements: null },
      elsewhere: ['ch2'],
    });
  });

  it('is not seen in a manage.py of another tool', () => {
    expect(findApp(appFolder({ 'manage.py': 'cli = FlaskGroup()\n', 'app.py': app })).app).toMatchObject({
      django: null,
    });
  });
});

describe('an app of FastAPI', () => {
  const found = drafted({
    'app/__init__.py': '',
    'app/main.py':
      "from fastapi import FastAPI\nfrom .routers import items\napp = FastAPI()\napp.include_router(items.router, prefix='/v1')\n\n@app.get('/')\nasync def root(): ...\n",
    'app/routers/__init__.py': '',
    'app/routers/items.py':
      "router = APIRouter(prefix='/items')\n\n@router.get('/all')\ndef all(): ...\n\n@router.get('/{id}')\ndef one(): ...\n",
  });

  it('is served by Uvicorn, as one process and as several; there is no pool of threads to choose', () => {
    expect(commandsOf(found)).toEqual({
      dev: '.venv/bin/uvicorn --host {host} --port {port} --no-access-log app.main:app',
      prefork:
        '.venv/bin/uvicorn --host {host} --port {port} --no-access-log --workers {workers} app.main:app',
    });
  });

  it('answers what its routers say, under their prefixes', () => {
    expect(routesOf(found)).toEqual(['app/main.py:6 /', 'app/routers/items.py:3 /v1/items/all']);
    expect(found.draft.scenarios.at(-1)?.config.requests).toEqual(['/v1/items/1']);
  });
});

describe('routes of FastAPI', () => {
  it('are left out where some prefix above them is no text', () => {
    const found = drafted({
      'main.py':
        'from routes import router as api\napp = FastAPI()\napp.include_router(api, prefix=settings.prefix)\n',
      'routes.py': "import tags\nrouter = APIRouter()\nrouter.include_router(tags.router, prefix='/tags')\n",
      'tags.py': "router = APIRouter()\n\n@router.get('')\ndef all(): ...\n",
    });
    expect(routesOf(found)).toEqual([]);
    expect(found.draft.unknown.map(({ what }) => what)).toContain('which paths it answers');
  });

  it('that depend on who asks are told from the others', () => {
    const found = drafted({
      'main.py':
        "app = FastAPI()\n@app.get('/mine')\ndef mine(\n    user: User = Depends(get_current_user),\n):\n    ...\n@app.get('/all')\ndef all():\n    return current_user\n",
    });
    expect(found.found.routes.literal.map(({ value, guarded }) => [value, guarded])).toEqual([
      ['/all', false],
      ['/mine', true],
    ]);
  });
});

describe('routes of Flask', () => {
  const routes = (texts: Record<string, string>) => routesOf(drafted(texts));

  it('are those of blueprints that are registered, under their prefix', () => {
    expect(
      routes({
        'shop/__init__.py':
          "def create_app():\n    app = Flask(__name__)\n    from shop.auth import bp as auth_bp\n    app.register_blueprint(auth_bp, url_prefix='/auth')\n    from . import blog\n    app.register_blueprint(blog.bp)\n    return app\n",
        'shop/auth/__init__.py': "bp = Blueprint('auth', __name__)\n",
        'shop/auth/routes.py':
          "from shop.auth import bp\n\n@bp.route('/login', methods=['GET', 'POST'])\ndef login(): ...\n\n@bp.route('/add', methods=['POST'])\ndef add(): ...\n",
        'shop/blog.py': "bp = Blueprint('blog', __name__)\n\n@bp.route('/')\ndef index(): ...\n",
        'shop/unused.py': "bp = Blueprint('unused', __name__)\n\n@bp.route('/unused')\ndef unused(): ...\n",
      }),
    ).toEqual(['shop/blog.py:3 /', 'shop/auth/routes.py:3 /auth/login']);
  });

  it('are left out where the prefix is no text', () => {
    expect(
      routes({
        'app.py':
          'app = Flask(__name__)\nfrom api import api\napp.register_blueprint(api, url_prefix=PREFIX)\n',
        'api.py': "api = Blueprint('api', __name__)\n\n@api.get('/x')\ndef x(): ...\n",
      }),
    ).toEqual([]);
  });
});

describe('a Procfile', () => {
  it('is read as bench run --procfile reads it', () => {
    const written = '\uFEFF# web: old\r\n\r\n  web : gunicorn app:app  \r\nworker: x\r\n';
    const { draft } = drafted({ 'app.py': app, Procfile: written }, toolsWith(venv('uwsgi')));
    expect(draft.modes.at(-1)).toMatchObject({
      config: { command: '.venv/bin/gunicorn app:app' },
      comment: ['The web line of Procfile:3.', expect.any(String)],
    });
  });

  it('gives a mode of its own, with the programs of the environment', () => {
    const { draft } = drafted(
      { 'app.py': app, Procfile: 'release: x\nweb: gunicorn app:app --log-file -\n' },
      toolsWith(venv('uwsgi')),
    );
    expect(draft.modes.at(-1)).toMatchObject({
      name: 'web',
      config: { command: '.venv/bin/gunicorn app:app --log-file -', env: { PORT: '{port}' } },
      comment: [
        'The web line of Procfile:2.',
        'It does not say where its port goes: PORT is set, and that is where it has to listen.',
      ],
      off: null,
    });
  });

  it.each([
    ['node server.js --port $PORT', 'node server.js --port {port}', undefined],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as a shell has it
    ['uvicorn app:app --port ${PORT:-8000}', 'uvicorn app:app --port {port}', undefined],
    ['cd api && gunicorn -w $WEB_CONCURRENCY app', 'cd api && gunicorn -w $WEB_CONCURRENCY app', true],
  ])('%s: has the port filled in, and a shell where it needs one', (line, command, shell) => {
    const { draft } = drafted({ Procfile: `web: ${line}` }, toolsWith(null));
    expect(draft.modes[0]?.config.command).toBe(command);
    expect(draft.modes[0]?.config.shell).toBe(shell);
  });

  it('that does more than to serve is not used as it is, for it would do so in each round', () => {
    const { draft } = drafted({ 'app.py': app, Procfile: 'web: flask db upgrade; gunicorn app:app' });
    expect(draft.modes.at(-1)?.off).toBe(
      'It does more than to serve, at each start and therefore in each round:',
    );
  });

  it('names a program that is not here only in a comment, when there are other modes', () => {
    const { draft } = drafted({ 'app.py': app, Procfile: 'web: granian app:app' });
    expect(draft.modes.at(-1)).toMatchObject({ name: 'web', off: 'granian is not installed here:' });
  });
});

describe('a folder with both', () => {
  const texts = {
    'app.py': app,
    'package.json': '{"dependencies":{"express":"4"}}',
    'server.js': 'app.listen(1)',
  };

  it('is taken for what is sure to start, and the other is named', () => {
    const found = findApp(appFolder(texts));
    expect(found.app?.kind).toBe('python');
    expect(found.other?.kind).toBe('node');
  });
});

describe('what a gunicorn.conf.py says of workers', () => {
  const prefork = (text: string) => commandsOf(drafted({ 'app.py': app, 'gunicorn.conf.py': text })).prefork;

  it('does not make another mode of prefork', () => {
    const plain =
      '.venv/bin/gunicorn --bind {host}:{port} --workers {workers} --worker-class sync --threads 1 app:app';
    expect(prefork('worker_class = "gthread"\nthreads = 5\n')).toBe(plain);
    expect(prefork('threads = 5')).toBe(plain);
    expect(prefork('workers = 9 # threads = 2')).not.toContain('--worker-class');
  });
});

describe('paths of Python that only lead to others', () => {
  it('come last', () => {
    const flask = `${app}
@app.route('/old')
def old():
    return redirect('/')

@app.route('/maybe')
def maybe():
    if x:
        return redirect('/')
    return 'x'
`;
    expect(routesOf(drafted({ 'app.py': flask }))).toEqual([
      'app.py:5 /',
      'app.py:13 /maybe',
      'app.py:9 /old',
    ]);
  });

  it('are told of by a view of Django that redirects', () => {
    const found = drafted({
      'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')",
      'site1/settings.py': "ROOT_URLCONF = 'site1.urls'\nALLOWED_HOSTS = ['*']\n",
      'site1/wsgi.py': 'application = get_wsgi_application()',
      'site1/urls.py':
        "urlpatterns = [\n    path('', RedirectView.as_view(url='/shop/')),\n    path('shop/', views.shop),\n]\n",
      'db.sqlite3': '',
    });
    expect(routesOf(found)).toEqual(['site1/urls.py:3 /shop/', 'site1/urls.py:2 /']);
    expect(found.draft.unknown).toEqual([]);
  });
});

describe('an app of Python without a framework', () => {
  const wsgi =
    'def application(environ, start_response):\n    start_response("200 OK", [])\n    return [b"x"]\n';

  it('is known by the arguments that its interface gives it', () => {
    const found = drafted({ 'wsgi.py': wsgi });
    expect(found.found.app).toMatchObject({
      callable: {
        interface: 'wsgi',
        framework: null,
        name: 'application',
        place: { file: 'wsgi.py', line: 1 },
      },
    });
    expect(commandsOf(found)).toMatchObject({
      prefork: '.venv/bin/gunicorn --bind {host}:{port} --workers {workers} wsgi:application',
    });
    expect(found.draft.unknown.filter(({ stops }) => stops)).toEqual([]);
    const asgi = drafted({ 'main.py': 'async def app(scope, receive, send):\n    pass\n' });
    expect(asgi.found.app).toMatchObject({ callable: { interface: 'asgi', name: 'app' } });
  });

  it('gives way to one that a framework made, and is not every function of three arguments', () => {
    const both = drafted({ 'app.py': app, 'middleware.py': wsgi });
    expect(both.found.app).toMatchObject({ callable: { framework: 'Flask' } });
    expect(findApp(appFolder({ 'sum.py': 'def sum(a, b, c):\n    return a + b + c\n' })).app).toBeNull();
  });

  it('needs a server at least', () => {
    const { draft } = drafted({ 'wsgi.py': wsgi }, toolsWith(venv('gunicorn')));
    expect(draft.unknown[0]?.what).toBe('a Python that has gunicorn: .venv/bin/python has not');
  });
});
